import CKernels
import COneDNN
import Synchronization

extension Engine {
  /// `convolution` of the images `x`, plus `bias` on every channel, then max(0, ·) if `relu`.
  ///
  /// Shapes and formula: ``Convolution``. Factors are rounded to bfloat16 where that is the engine's
  /// precision; they are multiplied and summed in float32. The batch is cut into as many parts as there
  /// is work for, each a single-threaded call. Cost: 2 · output elements · elements of a filter operations.
  @specialized(where Scalar == Float)
  public func convolution<Scalar>(
    _ convolution: Convolution, of x: Tensor<Scalar>, weights: Tensor<Scalar>,
    bias: Tensor<Scalar>? = nil, relu: Bool = false
  ) -> Tensor<Scalar> {
    let job = ConvolutionJob(convolution, on: x.shape, bias: bias != nil, relu: relu)
    job.check(weights: weights.shape)
    precondition(
      bias.map { $0.count == convolution.outputChannels } ?? true,
      "a bias of \(bias?.count ?? 0) elements on \(convolution.outputChannels) channels")
    let result: Tensor<Scalar> = make(job.outputShape)
    let (inputs, filters) = (factor(x), factor(weights))
    let packed = pack(filters, for: job, backward: false)
    run(job) { [self] images, thread, _ in
      let source = unsafe inputs.pointer + images.lowerBound * job.inputSize
      let target = unsafe result.storage.base + images.lowerBound * job.outputSize
      if let packed = packed[images.count], let context = unsafe context(of: thread) {
        var shape = job.shape(images.count)
        let done = unsafe conednn_convolution_forward(
          context, &shape, floats(source), packed.base, bias.map { unsafe floats($0.storage.base) },
          floats(target))
        if done { return }
      }
      unsafe Scalar.kernels.convolution(
        Int64(images.count), job.kernelShape, source, filters.pointer, bias?.storage.base, relu,
        target)
    }
    withExtendedLifetime((x, weights, bias)) {}
    return result
  }

  /// The gradient with respect to the images, of `shape`, of a convolution whose output has the gradient
  /// `upstream`.
  @specialized(where Scalar == Float)
  public func convolutionInputGradient<Scalar>(
    _ convolution: Convolution, upstream: Tensor<Scalar>, weights: Tensor<Scalar>, shape: [Int]
  ) -> Tensor<Scalar> {
    let job = ConvolutionJob(convolution, on: shape, bias: false, relu: false)
    job.check(weights: weights.shape)
    job.check(upstream: upstream.shape)
    let result: Tensor<Scalar> = make(shape)
    let (gradients, filters) = (factor(upstream), factor(weights))
    let packed = pack(filters, for: job, backward: true)
    run(job) { [self] images, thread, _ in
      let source = unsafe gradients.pointer + images.lowerBound * job.outputSize
      let target = unsafe result.storage.base + images.lowerBound * job.inputSize
      if let packed = packed[images.count], let context = unsafe context(of: thread) {
        var shape = job.shape(images.count)
        let done = unsafe conednn_convolution_backward_data(
          context, &shape, floats(source), packed.base, floats(target))
        if done { return }
      }
      unsafe Scalar.kernels.convolutionData(
        Int64(images.count), job.kernelShape, source, filters.pointer, target)
    }
    withExtendedLifetime((upstream, weights)) {}
    return result
  }

  /// The gradients with respect to weights and, if there is one, bias of a convolution of the images `x`
  /// whose output has the gradient `upstream`.
  ///
  /// Each part of the batch has sums of its own, which are added in order, so the same batch on the same
  /// number of threads gives the same bits.
  @specialized(where Scalar == Float)
  public func convolutionWeightGradient<Scalar>(
    _ convolution: Convolution, of x: Tensor<Scalar>, upstream: Tensor<Scalar>, hasBias: Bool
  ) -> (weights: Tensor<Scalar>, bias: Tensor<Scalar>?) {
    let job = ConvolutionJob(convolution, on: x.shape, bias: hasBias, relu: false)
    job.check(upstream: upstream.shape)
    let (inputs, gradients) = (factor(x), factor(upstream))
    let channels = convolution.outputChannels
    let sums = (0..<max(1, parts(of: job))).map { _ in
      (
        weights: make(convolution.weightShape) as Tensor<Scalar>,
        bias: make([hasBias ? channels : 0]) as Tensor<Scalar>
      )
    }
    let accumulate: @Sendable (Range<Int>, Int, Int) -> Void = { [self] images, thread, part in
      let source = unsafe inputs.pointer + images.lowerBound * job.inputSize
      let gradient = unsafe gradients.pointer + images.lowerBound * job.outputSize
      let (weights, bias) = sums[part]
      if Scalar.self == Float.self, !images.isEmpty, let context = unsafe context(of: thread) {
        var shape = job.shape(images.count)
        let done = unsafe conednn_convolution_backward_weights(
          context, &shape, floats(source), floats(gradient), floats(weights.storage.base),
          hasBias ? floats(bias.storage.base) : nil)
        if done { return }
      }
      unsafe Scalar.kernels.convolutionWeights(
        Int64(images.count), job.kernelShape, source, gradient, weights.storage.base,
        hasBias ? bias.storage.base : nil)
    }
    if job.images == 0 { accumulate(0..<0, 0, 0) } else { run(job, accumulate) }
    withExtendedLifetime((x, upstream)) {}
    var (weights, bias) = sums[0]
    for sum in sums.dropFirst() {
      add(sum.weights, times: 1, to: &weights)
      if hasBias { add(sum.bias, times: 1, to: &bias) }
    }
    return (weights, hasBias ? bias : nil)
  }

  // MARK: Parts

  /// The parts that the batch of `job` is cut into.
  private func parts(of job: ConvolutionJob) -> Int {
    min(job.images, pieces(work: job.operations / 1.2e6, atMost: max(job.images, 1)))
  }

  /// Calls `body` with the images of each part, a thread and the part's number, on all threads.
  private func run(
    _ job: ConvolutionJob,
    _ body: @escaping @Sendable (_ images: Range<Int>, _ thread: Int, _ part: Int) -> Void
  ) {
    let parts = parts(of: job)
    guard parts > 0 else { return }
    turn.withLock { _ in
      pool.run(pieces: parts) { part, thread in
        body(job.images * part / parts..<job.images * (part + 1) / parts, thread, part)
      }
    }
  }

  /// The weights in the order that oneDNN prefers, for each number of images that a part has; none where
  /// the portable kernels compute.
  private func pack<Scalar>(
    _ weights: SendablePointer<Scalar>, for job: ConvolutionJob, backward: Bool
  ) -> [Int: TensorStorage<Float>] {
    guard Scalar.self == Float.self else { return [:] }
    let parts = parts(of: job)
    let counts = Set((0..<parts).map { job.images * ($0 + 1) / parts - job.images * $0 / parts })
    return turn.withLock { _ in
      var packed: [Int: TensorStorage<Float>] = [:]
      for count in counts {
        guard let context = unsafe context(of: 0) else { return packed }
        var shape = job.shape(count)
        let bytes = unsafe conednn_convolution_packed_bytes(context, &shape, backward)
        guard bytes > 0 else { continue }
        let memory = TensorStorage<Float>(count: (Int(bytes) + 3) / 4, recycler: recycler)
        let done = unsafe conednn_convolution_pack(
          context, &shape, backward, floats(weights.pointer), memory.base)
        if done { packed[count] = memory }
      }
      return packed
    }
  }

  /// The elements as a convolution reads them.
  private func factor<Scalar>(_ tensor: Tensor<Scalar>) -> SendablePointer<Scalar> {
    if Scalar.self == Float.self, roundedFormat != nil {
      return unsafe SendablePointer(
        image(of: tensor, in: .wide).assumingMemoryBound(to: Scalar.self))
    }
    return unsafe SendablePointer(tensor.storage.base)
  }

  private func floats<Scalar>(_ pointer: UnsafeMutablePointer<Scalar>) -> UnsafeMutablePointer<
    Float
  > {
    unsafe UnsafeMutableRawPointer(pointer).assumingMemoryBound(to: Float.self)
  }
}

/// A convolution of a batch of images of one size.
private struct ConvolutionJob: Sendable {
  let convolution: Convolution
  let images: Int
  let input, output: Extent
  let bias, relu: Bool

  init(_ convolution: Convolution, on shape: [Int], bias: Bool, relu: Bool) {
    precondition(
      shape.count == 4 && shape[3] == convolution.inputChannels,
      "images of shape \(shape) for a convolution of \(convolution.inputChannels) channels")
    let input = Extent(height: shape[1], width: shape[2])
    guard let output = convolution.window.places(on: input) else {
      preconditionFailure("\(convolution.window) does not fit images of shape \(shape)")
    }
    self.convolution = convolution
    self.images = shape[0]
    self.input = input
    self.output = output
    self.bias = bias
    self.relu = relu
  }

  func check(weights shape: [Int]) {
    precondition(
      shape.reduce(1, *) == convolution.weightShape.reduce(1, *),
      "weights of shape \(shape), not \(convolution.weightShape)")
  }

  func check(upstream shape: [Int]) {
    precondition(
      shape.reduce(1, *) == images * outputSize,
      "a gradient of shape \(shape) for an output of shape \(outputShape)")
  }

  var outputShape: [Int] { [images, output.height, output.width, convolution.outputChannels] }
  /// The elements of one image.
  var inputSize: Int { input.height * input.width * convolution.inputChannels }
  var outputSize: Int { output.height * output.width * convolution.outputChannels }

  var operations: Double {
    let filter = convolution.weightShape.dropFirst().reduce(1, *)
    return 2 * Double(images * outputSize) * Double(filter)
  }

  var kernelShape: ck_convolution {
    ck_convolution(
      convolution.window, on: input, places: output, from: convolution.inputChannels,
      to: convolution.outputChannels, groups: convolution.groups)
  }

  /// The shape of a part of `count` images.
  func shape(_ count: Int) -> conednn_convolution_shape {
    let (window, padding) = (convolution.window, convolution.window.padding)
    // What the window does not reach at the end is no padding.
    let reach = Extent(
      height: (output.height - 1) * window.stride.height
        + window.dilation.height * (window.size.height - 1) + 1,
      width: (output.width - 1) * window.stride.width
        + window.dilation.width * (window.size.width - 1) + 1)
    return conednn_convolution_shape(
      images: Int64(count), height: Int64(input.height), width: Int64(input.width),
      input_channels: Int64(convolution.inputChannels), output_height: Int64(output.height),
      output_width: Int64(output.width), output_channels: Int64(convolution.outputChannels),
      groups: Int64(convolution.groups), kernel_height: Int64(window.size.height),
      kernel_width: Int64(window.size.width), stride_height: Int64(window.stride.height),
      stride_width: Int64(window.stride.width), dilation_height: Int64(window.dilation.height),
      dilation_width: Int64(window.dilation.width), padding_top: Int64(padding.top),
      padding_bottom: Int64(reach.height - padding.top - input.height),
      padding_left: Int64(padding.left),
      padding_right: Int64(reach.width - padding.left - input.width), bias: bias, relu: relu)
  }
}
