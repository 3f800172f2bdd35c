"""A training that is interrupted and goes on; expected values are Keras 2.12's."""

import os

import pytest

from fittrace import record
from fittrace.keras.callbacks import BackupAndRestore, Callback
from fittrace.keras.callbacks._training_state import TrainingState


class Interrupt(Callback):
    """Ends the training before that batch of that epoch, as a power cut would."""

    def __init__(self, epoch, batch=0):
        super().__init__()
        self.at = (epoch, batch)

    def on_epoch_begin(self, epoch, logs=None):
        self.epoch = epoch

    def on_train_batch_begin(self, batch, logs=None):
        if (self.epoch, batch) == self.at:
            raise InterruptedError


class Batches(Callback):
    """Remembers the batches it was told of, epoch by epoch."""

    def __init__(self):
        super().__init__()
        self.epochs = {}

    def on_epoch_begin(self, epoch, logs=None):
        self.epochs[epoch] = []

    def on_train_batch_end(self, batch, logs=None):
        self.epochs[max(self.epochs)].append(batch)


@pytest.fixture
def interrupted(classifier, fit, tmp_path):
    """A classifier whose training of four epochs was interrupted."""

    def interrupted(epoch, batch=0, **settings):
        model = classifier("adam")
        with pytest.raises(InterruptedError):
            fit(model, BackupAndRestore(tmp_path, **settings), Interrupt(epoch, batch), epochs=4)
        return model

    return interrupted


@pytest.mark.parametrize("build", [False, True])
def test_a_new_model_goes_on_where_the_old_one_was(interrupted, classifier, fit, is_same, tmp_path, build):
    interrupted(2, 1)
    resumed, undisturbed = classifier("adam", build=build), classifier("adam")
    history = fit(resumed, BackupAndRestore(tmp_path), epochs=4)
    whole = fit(undisturbed, epochs=4)
    assert history.epoch == [2, 3]
    assert history.history["loss"] == pytest.approx(whole.history["loss"][2:], rel=1e-5)
    assert int(resumed.optimizer.iterations) == 12
    assert is_same(resumed, undisturbed)


@pytest.mark.parametrize(
    ("at", "save_freq", "done"),
    [
        ((1, 2), 1, {1: [2], 2: [0, 1, 2], 3: [0, 1, 2]}),
        ((2, 1), 2, {2: [0, 1, 2], 3: [0, 1, 2]}),
        ((2, 0), 3, {2: [0, 1, 2], 3: [0, 1, 2]}),
        ((0, 2), 4, {0: [0, 1, 2], 1: [0, 1, 2], 2: [0, 1, 2], 3: [0, 1, 2]}),
    ],
)
def test_with_batches_it_goes_on_after_the_last_saved_one(interrupted, fit, tmp_path, at, save_freq, done):
    batches = Batches()
    fit(interrupted(*at, save_freq=save_freq), BackupAndRestore(tmp_path, save_freq), batches, epochs=4)
    assert batches.epochs == done


def test_a_recording_says_where_it_goes_on(interrupted, fit, tmp_path):
    model = interrupted(1, 2, save_freq=1)
    with record() as run:
        fit(model, BackupAndRestore(tmp_path, save_freq=1), epochs=4)
    changed = {fact.attribute: (fact.before, fact.after) for fact in run.facts("StateChanged")}
    assert changed["initial_epoch"] == (0, 1)
    assert changed["initial_step"] == (0, 2)


def test_the_next_training_of_the_model_begins_at_the_beginning(interrupted, fit, tmp_path):
    model = interrupted(2)
    fit(model, BackupAndRestore(tmp_path), epochs=4)
    assert fit(model, epochs=2).epoch == [0, 1]


def test_a_training_that_was_over_has_nothing_left_to_do(classifier, fit, tmp_path):
    fit(classifier(), BackupAndRestore(tmp_path, delete_checkpoint=False), epochs=2)
    again = fit(classifier(build=True), BackupAndRestore(tmp_path, delete_checkpoint=False), epochs=2)
    assert again.epoch == []


def test_the_backup_is_removed_in_the_end(classifier, fit, tmp_path):
    fit(classifier(), BackupAndRestore(tmp_path))
    assert os.listdir(tmp_path) == []


def test_the_backup_is_kept_if_wanted(classifier, fit, tmp_path):
    fit(classifier(), BackupAndRestore(tmp_path, delete_checkpoint=False))
    assert [path.name for path in tmp_path.glob("chief/*")] == ["training_state"]


def test_the_backup_of_another_model_is_refused_and_changes_nothing(interrupted, classifier, fit, tmp_path):
    interrupted(2)
    other = classifier(hidden=7, build=True)
    before = other.get_weights()
    with pytest.raises(ValueError, match=r"has shape \(6, 7\), but in the file \(6, 5\)"):
        fit(other, BackupAndRestore(tmp_path), epochs=4)
    assert all((one == two).all() for one, two in zip(before, other.get_weights(), strict=True))


def test_a_damaged_backup_is_refused(classifier, fit, tmp_path):
    (tmp_path / "chief").mkdir()
    (tmp_path / "chief" / "training_state").write_bytes(b"not what it was")
    with pytest.raises(OSError, match="training_state cannot be read"):
        fit(classifier(), BackupAndRestore(tmp_path))


@pytest.mark.parametrize("save_freq", [False, 0, None])
def test_to_save_nothing_is_refused(save_freq):
    with pytest.raises(ValueError, match=r"`save_freq` of BackupAndRestore is .*, so that nothing"):
        BackupAndRestore("it", save_freq=save_freq)


@pytest.mark.parametrize(("save_freq", "wants"), [("epoch", False), (2, True)])
def test_it_hears_of_batches_only_if_they_count(save_freq, wants):
    assert BackupAndRestore("it", save_freq=save_freq)._implements_train_batch_hooks() is wants


@pytest.mark.parametrize(
    ("save_freq", "epoch", "batch", "counters"),
    [
        ("epoch", -1, -1, (7, 0)),
        ("epoch", 2, -1, (3, 0)),
        ("epoch", 2, 1, (3, 0)),
        (1, -1, -1, (7, 0)),
        (1, 2, 0, (2, 1)),
        (1, 2, 4, (3, 0)),
    ],
)
def test_where_five_steps_an_epoch_go_on(save_freq, epoch, batch, counters):
    state = TrainingState(None, "it", save_freq)
    state.epoch, state.batch = epoch, batch
    assert state.initial_counters(5, initial_epoch=7) == counters
