"""When `ModelCheckpoint` saves, under which name; expected values are Keras 2.12's."""

import os

import pytest

from fittrace import keras
from fittrace.keras.callbacks import ModelCheckpoint


class Saver:
    """A model that writes who was asked to save it into the file."""

    name = "saver"
    stop_training = False

    def save(self, path, overwrite):
        self._write(path, "model")

    def save_weights(self, path, overwrite):
        self._write(path, "weights")

    def load_weights(self, path):
        with open(path, encoding="utf-8") as file:
            self.loaded = file.read()

    def _write(self, path, what):
        with open(path, "w", encoding="utf-8") as file:
            file.write(what)


def told_of_batches(callback, batches, epochs=2):
    callback.set_model(Saver())
    for epoch in range(epochs):
        callback.on_epoch_begin(epoch)
        for batch in batches:
            callback.on_train_batch_end(batch, {"loss": 1.0})
        callback.on_epoch_end(epoch, {"loss": 1.0})


def test_every_epoch_by_default(pretend, losses, tmp_path):
    pretend(ModelCheckpoint(tmp_path / "{epoch:02d}-{loss:.1f}"), losses(2.25, 1.5), Saver())
    assert sorted(os.listdir(tmp_path)) == ["01-2.2", "02-1.5"]


@pytest.mark.parametrize(("weights_only", "what"), [(True, "weights"), (False, "model")])
def test_weights_or_the_whole_model(pretend, losses, tmp_path, weights_only, what):
    pretend(ModelCheckpoint(tmp_path / "it", save_weights_only=weights_only), losses(1), Saver())
    assert (tmp_path / "it").read_text(encoding="utf-8") == what


def test_only_the_best(pretend, losses, tmp_path):
    callback = ModelCheckpoint(tmp_path / "{epoch}", monitor="loss", save_best_only=True)
    pretend(callback, losses(3, 4, 2, 2), Saver())
    assert sorted(os.listdir(tmp_path)) == ["1", "3"]
    assert callback.best == 2


def test_only_what_is_better_than_the_threshold(pretend, losses, tmp_path):
    settings = {"monitor": "loss", "save_best_only": True, "initial_value_threshold": 2.5}
    pretend(ModelCheckpoint(tmp_path / "{epoch}", **settings), losses(3, 2, 1), Saver())
    assert sorted(os.listdir(tmp_path)) == ["2", "3"]


@pytest.mark.parametrize(
    ("name", "mode", "saved"),
    [
        ("loss", "auto", ["1"]),
        ("loss", "max", ["1", "2"]),
        ("val_acc", "auto", ["1", "2"]),
        ("fmeasure_x", "auto", ["1", "2"]),
        ("x_fmeasure", "auto", ["1"]),
        ("val_acc", "min", ["1"]),
    ],
)
def test_the_mode_goes_by_the_name(pretend, tmp_path, name, mode, saved):
    callback = ModelCheckpoint(tmp_path / "{epoch}", monitor=name, mode=mode, save_best_only=True)
    pretend(callback, [{name: 1.0}, {name: 2.0}], Saver())
    assert sorted(os.listdir(tmp_path)) == saved


@pytest.mark.parametrize(
    ("save_freq", "batches", "saved"),
    [
        (2, range(4), ["1-2", "1-4", "2-2", "2-4"]),
        (3, range(4), ["1-3", "2-2"]),
        (3, (1, 3), ["1-4", "2-4"]),  # two steps an execution
    ],
)
def test_every_so_many_batches(tmp_path, save_freq, batches, saved):
    told_of_batches(ModelCheckpoint(tmp_path / "{epoch}-{batch}", save_freq=save_freq), batches)
    assert sorted(os.listdir(tmp_path)) == saved


@pytest.mark.parametrize(("save_freq", "wants"), [("epoch", False), (2, True)])
def test_it_hears_of_batches_only_if_they_count(save_freq, wants):
    assert ModelCheckpoint("it", save_freq=save_freq)._implements_train_batch_hooks() is wants


def test_folders_are_made(pretend, losses, tmp_path):
    pretend(ModelCheckpoint(tmp_path / "a" / "b{epoch}" / "it"), losses(1), Saver())
    assert (tmp_path / "a" / "b1" / "it").exists()


def test_a_name_that_the_logs_do_not_hold_is_refused(pretend, losses, tmp_path):
    with pytest.raises(KeyError, match=r"names 'val_loss'; there are \['epoch', 'loss'\]"):
        pretend(ModelCheckpoint(tmp_path / "{val_loss}"), losses(1), Saver())


def test_a_folder_is_no_file(pretend, losses, tmp_path):
    class Real(Saver):
        def save(self, path, overwrite):
            keras.saving.arrays_file.write_arrays(path, {}, {})

    with pytest.raises(OSError, match=r"`filepath` of ModelCheckpoint names .*, which is a directory"):
        pretend(ModelCheckpoint(tmp_path), losses(1), Real())


@pytest.mark.parametrize("save_freq", ["batch", 1.5, None])
def test_another_frequency_is_refused(save_freq):
    with pytest.raises(ValueError, match=r"`save_freq` of ModelCheckpoint is .*; expected 'epoch' or"):
        ModelCheckpoint("it", save_freq=save_freq)


def test_options_are_refused():
    with pytest.raises(TypeError, match="`options` of ModelCheckpoint is"):
        ModelCheckpoint("it", options=object())


def test_a_missing_quantity_is_a_warning_and_nothing_is_saved(pretend, losses, tmp_path, caplog):
    pretend(ModelCheckpoint(tmp_path / "it", save_best_only=True), losses(1), Saver())
    assert "ModelCheckpoint monitors `val_loss`, which is not in the logs" in caplog.text
    assert os.listdir(tmp_path) == []


def test_it_tells_what_it_does(pretend, losses, tmp_path, capsys):
    callback = ModelCheckpoint(tmp_path / "it", monitor="loss", save_best_only=True, verbose=1)
    pretend(callback, losses(2, 1, 3), Saver())
    assert capsys.readouterr().out.splitlines() == [
        "",
        f"Epoch 1: loss improved from inf to 2.00000, saving model to {tmp_path / 'it'}",
        "",
        f"Epoch 2: loss improved from 2.00000 to 1.00000, saving model to {tmp_path / 'it'}",
        "",
        "Epoch 3: loss did not improve from 1.00000",
    ]


def test_the_old_period_counts_epochs(pretend, losses, tmp_path, caplog):
    pretend(ModelCheckpoint(tmp_path / "{epoch}", period=2), losses(5, 4, 3, 2, 1), Saver())
    assert sorted(os.listdir(tmp_path)) == ["2", "4"]
    assert "`period` of ModelCheckpoint is of old" in caplog.text


def test_the_old_restart_loads_what_was_written_last(pretend, tmp_path):
    for name, time in {"w.1.h5": 3000, "w.10.h5": 2000, "w.2.h5": 3000, "other": 9000}.items():
        (tmp_path / name).write_text(name, encoding="utf-8")
        os.utime(tmp_path / name, (time, time))
    model = Saver()
    pretend(ModelCheckpoint(tmp_path / "w.{epoch}.h5", load_weights_on_restart=True), [], model)
    assert model.loaded == "w.2.h5"


def test_the_old_restart_begins_anew_where_there_is_nothing(pretend, tmp_path):
    model = Saver()
    pretend(ModelCheckpoint(tmp_path / "no" / "w", load_weights_on_restart=True), [], model)
    assert not hasattr(model, "loaded")


def test_the_best_epoch_can_be_loaded(classifier, fit, is_same, tmp_path):
    best, path = classifier(), tmp_path / "best"
    stop = keras.callbacks.EarlyStopping("loss", min_delta=9, patience=1, restore_best_weights=True)
    fit(best, ModelCheckpoint(path, monitor="loss", mode="max", save_weights_only=True), stop, epochs=1)
    loaded = classifier(build=True)
    loaded.load_weights(path)
    assert is_same(best, loaded)
