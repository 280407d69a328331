"""Corrections in, a new model file out: training continued from a model file, on a laptop.

`dragoman train` is `train_model` (dragoman.train.run). The recipe in training/ makes the shipped model with the same
modules. torch, transformers and onnx are imported by the modules that need them; `reports` and `stored` do without.
"""
