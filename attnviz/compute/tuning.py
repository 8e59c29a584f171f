from attnviz.compute.gpu_set import GPU
from attnviz.compute import program
def tuned(device):
    return program.CPU if program.kind_of(device) == "cpu" else GPU
