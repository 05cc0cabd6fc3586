package import ArgumentParser

/// The commands for any kind of data, in the order of the help.
package enum GeneralCommands {
  package static var all: [any ParsableCommand.Type] {
    [
      DemoCommand.self, FetchCommand.self, DrawCommand.self, TrainCommand.self, SoftenCommand.self,
      TeachCommand.self, SpecializeCommand.self, CorrectCommand.self, EvaluateCommand.self,
      SweepCommand.self, BenchCommand.self,
    ]
  }
}
