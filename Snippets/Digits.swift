import Distill

let digits = SyntheticDigits(seed: 1)
let train = digits.dataset(count: 10_000)
let test = digits.dataset(count: 5_000, firstIndex: 10_000)

let recipe = Recipe(epochs: 40, batchSize: 100, learningRate: 0.05, seed: 7)
var shifted = recipe
shifted.shift = 2

let wide = Architecture.mlp([784, 500, 500, 10], dropout: 0.5)
let teacher = try Ensemble(wide, members: 4, seed: 1).trained(on: train, using: shifted)

let targets = try teacher.softTargets(for: train, temperature: 3)

let small = Architecture.mlp([784, 30, 10])
let student = try Network(small, seed: 2)
  .distilled(from: targets, on: train, hardWeight: 0.1, using: recipe)
let control = try Network(small, seed: 2).trained(on: train, using: recipe)

print(try Report(on: test, ["teacher": teacher, "student": student, "labels only": control]))
