from attnviz.compute.gpu_set import GPU
from attnviz.compute import program
from attnviz.compute.program import kind_of


def tuned(device):
    return program.CPU if kind_of(device) == "cpu" else GPU
