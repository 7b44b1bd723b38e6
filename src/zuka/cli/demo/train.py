# mypy: disable-error-code="import-not-found,import-untyped"
"""Trains a small network to read handwritten digits, on whatever this machine has, and prints how well it reads."""

import time

from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

images, digits = load_digits(return_X_y=True)
seen, unseen, answers, truth = train_test_split(images, digits, test_size=0.25, random_state=7)
began = time.perf_counter()
network = make_pipeline(
    StandardScaler(),
    MLPClassifier(hidden_layer_sizes=(64,), max_iter=60, early_stopping=True, random_state=7),
)
network.fit(seen, answers)
seconds = time.perf_counter() - began
print(f"trained on {len(seen)} digits in {seconds:.2f} s")
print(f"accuracy {network.score(unseen, truth):.4f}")
