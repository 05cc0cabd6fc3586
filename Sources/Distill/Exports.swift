@_exported public import DistillData
@_exported public import DistillNetworks
@_exported public import DistillReporting
@_exported public import DistillTensors
