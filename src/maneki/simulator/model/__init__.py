"""A language model without the model: a script that speaks two providers' protocols on loopback."""

from maneki.simulator.model.script import Asked, Call, Fault, Heard, Said, Script, one_by_one
from maneki.simulator.model.server import ModelSim

__all__ = ["Asked", "Call", "Fault", "Heard", "ModelSim", "Said", "Script", "one_by_one"]
