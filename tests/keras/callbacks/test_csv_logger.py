"""The table that `CSVLogger` writes."""

import csv

import numpy as np
import pytest

from fittrace.keras.callbacks import CSVLogger


def rows(path, **kwargs):
    with open(path, newline="", encoding="utf-8") as file:
        return list(csv.reader(file, **kwargs))


def test_a_line_an_epoch_under_the_sorted_names(pretend, tmp_path):
    epochs = [{"loss": 2.0, "accuracy": 0.5}, {"loss": 1.0, "accuracy": 0.75}]
    pretend(CSVLogger(tmp_path / "log.csv"), epochs)
    assert (tmp_path / "log.csv").read_bytes() == (
        b"epoch,accuracy,loss\r\n"  # the line ends that Keras writes
        b"0,0.5,2.0\r\n"
        b"1,0.75,1.0\r\n"
    )


def test_a_file_that_is_there_is_overwritten_or_continued(pretend, losses, tmp_path):
    path = tmp_path / "log.csv"
    pretend(CSVLogger(path), losses(3))
    pretend(CSVLogger(path), losses(2))
    pretend(CSVLogger(path, append=True), losses(1))
    assert rows(path) == [["epoch", "loss"], ["0", "2"], ["0", "1"]]


def test_another_separator(pretend, losses, tmp_path):
    pretend(CSVLogger(tmp_path / "log.csv", separator=";"), losses(0.5))
    assert rows(tmp_path / "log.csv", delimiter=";") == [["epoch", "loss"], ["0", "0.5"]]


def test_sequences_are_one_cell_and_texts_are_as_they_are(pretend, tmp_path):
    logs = {"many": np.array([1.0, 2.5]), "one": np.array(3.0), "text": "a,b"}
    pretend(CSVLogger(tmp_path / "log.csv"), [logs])
    assert rows(tmp_path / "log.csv")[1] == ["0", '"[1.0, 2.5]"', "3.0", "a,b"]


def test_a_value_that_a_later_epoch_lacks_is_refused(pretend, tmp_path):
    with pytest.raises(KeyError, match="The logs of epoch 1 lack `val_loss`"):
        pretend(CSVLogger(tmp_path / "log.csv"), [{"loss": 2, "val_loss": 3}, {"loss": 1}])


def test_the_last_epoch_of_a_stopped_training_may_lack_one(classifier, tmp_path):
    callback = CSVLogger(tmp_path / "log.csv")
    callback.set_model(classifier())
    callback.on_train_begin()
    callback.on_epoch_end(0, {"loss": 2, "val_loss": 3})
    callback.model.stop_training = True
    callback.on_epoch_end(1, {"loss": 1})
    callback.on_train_end()
    assert rows(tmp_path / "log.csv")[-1] == ["1", "1", "NA"]


def test_what_was_written_is_there_when_the_training_fails(classifier, fit, tmp_path):
    class Fail(CSVLogger):
        def on_epoch_begin(self, epoch, logs=None):
            if epoch == 1:
                raise RuntimeError("out of coffee")

    with pytest.raises(RuntimeError, match="coffee"):
        fit(classifier(), Fail(tmp_path / "log.csv"))
    assert [row[0] for row in rows(tmp_path / "log.csv")] == ["epoch", "0"]
