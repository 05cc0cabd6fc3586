public import ArgumentParser
public import Distill

extension Precision: ExpressibleByArgument {}

extension EnsembleMean: ExpressibleByArgument {}
