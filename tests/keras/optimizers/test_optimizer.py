"""What every optimizer does: gradients, learning rate, iterations, facts, refusals."""

import numpy as np
import pytest

from fittrace import record, tf
from fittrace.keras import constraints, optimizers
from fittrace.keras.optimizers.schedules import PiecewiseConstantDecay


class Slow(optimizers.Optimizer):
    """A user's optimizer, written with tf operations."""

    def __init__(self, learning_rate=0.1, name="Slow", **kwargs):
        super().__init__(name, **kwargs)
        self._learning_rate = self._build_learning_rate(learning_rate)

    def build(self, var_list):
        super().build(var_list)
        if hasattr(self, "_built") and self._built:
            return
        self.counts = [self.add_variable_from_reference(var, "count", shape=()) for var in var_list]
        self._built = True

    def update_step(self, gradient, variable):
        count = self.counts[self._index_dict[self._var_key(variable)]]
        count.assign_add(1.0)
        variable.assign_sub(tf.cast(self.learning_rate, variable.dtype) * gradient / count)

    def get_config(self):
        return super().get_config() | {"learning_rate": self._serialize_hyperparameter(self._learning_rate)}


def test_a_users_optimizer_works_with_tf_operations():
    optimizer, w = Slow(), tf.Variable([1.0, 2.0])
    for _ in range(2):
        optimizer.apply_gradients([(tf.constant([1.0, 1.0]), w)])
    np.testing.assert_allclose(w, [0.85, 1.85])
    assert Slow.from_config(optimizer.get_config()).get_config() == optimizer.get_config()


def test_the_loss_may_be_a_function():
    optimizer, w = optimizers.SGD(0.1), tf.Variable(3.0)
    optimizer.minimize(lambda: w**2, [w])
    assert float(w) == pytest.approx(2.4)


def test_a_tensor_needs_its_tape():
    with pytest.raises(ValueError, match="tape"):
        optimizers.SGD().minimize(tf.constant(1.0), [tf.Variable(1.0)])


def test_iterations_count_updates():
    optimizer, w = optimizers.SGD(), tf.Variable(3.0)
    returned = [int(optimizer.apply_gradients([(tf.constant(1.0), w)])) for _ in range(3)]
    assert returned == [1, 2, 3]
    assert optimizer.iterations.dtype == tf.int64


def test_nothing_to_apply_changes_nothing():
    optimizer = optimizers.SGD()
    assert int(optimizer.apply_gradients([])) == 0


def test_a_variable_without_gradient_is_warned_about_and_left_alone():
    used, unused = tf.Variable(3.0, name="used"), tf.Variable(5.0, name="unused")
    with pytest.warns(UserWarning, match="unused"):
        optimizers.SGD(1.0).apply_gradients([(tf.constant(1.0), used), (None, unused)])
    assert (float(used), float(unused)) == (2.0, 5.0)


def test_no_gradient_at_all_is_an_error():
    with pytest.raises(ValueError, match="No gradients"):
        optimizers.SGD().apply_gradients([(None, tf.Variable(5.0))])


def test_an_unknown_variable_is_an_error():
    optimizer = optimizers.SGD()
    optimizer.build([tf.Variable(1.0)])
    with pytest.raises(KeyError, match="build"):
        optimizer.apply_gradients([(tf.constant(1.0), tf.Variable(1.0, name="stranger"))])


def test_the_learning_rate_can_be_set():
    optimizer = optimizers.SGD(0.5)
    optimizer.learning_rate = 0.25
    assert float(optimizer.lr) == 0.25
    optimizer.lr.assign(0.125)
    assert optimizer.get_config()["learning_rate"] == 0.125


def test_a_schedule_decides_the_learning_rate_before_every_update():
    optimizer, w = optimizers.SGD(PiecewiseConstantDecay([0], [1.0, 0.5])), tf.Variable(0.0)
    rates = []
    for _ in range(2):
        optimizer.apply_gradients([(tf.constant(1.0), w)])
        rates.append(float(optimizer.learning_rate))
    assert (rates, float(w)) == ([1.0, 0.5], -1.5)
    with pytest.raises(TypeError, match="PiecewiseConstantDecay"):
        optimizer.learning_rate = 0.1


def test_constraints_are_applied_after_the_update():
    w = tf.Variable([1.0, 2.0], constraint=constraints.NonNeg())
    optimizers.SGD(1.5).apply_gradients([(tf.constant([1.0, 1.0]), w)])
    np.testing.assert_allclose(w, [0.0, 0.5])


def test_weights_can_be_excluded_from_decay():
    w, bias, other = (tf.Variable(1.0, name=name) for name in ("w", "bias", "other"))
    optimizer = optimizers.SGD(0.5, weight_decay=0.5)
    optimizer.exclude_from_weight_decay(var_list=[other], var_names=["bias"])
    optimizer.apply_gradients([(tf.constant(0.0), variable) for variable in (w, bias, other)])
    assert [float(variable) for variable in (w, bias, other)] == [0.75, 1.0, 1.0]
    with pytest.raises(ValueError, match="built"):
        optimizer.exclude_from_weight_decay(var_names=["w"])


@pytest.mark.parametrize("make", [optimizers.SGD, optimizers.RMSprop, optimizers.Adam, optimizers.Ftrl])
def test_a_value_read_before_the_update_stays(make):
    w = tf.Variable([1.0, 2.0])
    before, also_before = w.value(), w.numpy()
    make(0.5).apply_gradients([(tf.constant([1.0, 1.0]), w)])
    np.testing.assert_array_equal(before, [1.0, 2.0])
    np.testing.assert_array_equal(also_before, [1.0, 2.0])
    assert not np.array_equal(w, [1.0, 2.0])


@pytest.mark.parametrize("name", ["sgd", "rmsprop", "adam", "adagrad", "adadelta", "adamax", "nadam", "ftrl"])
def test_scalars_are_updated_like_vectors(name):
    scalar, vector = tf.Variable(2.0), tf.Variable([2.0])
    for variable, gradient in ((scalar, tf.constant(0.5)), (vector, tf.constant([0.5]))):
        optimizers.get(name).apply_gradients([(gradient, variable)])
    assert scalar.shape == ()
    np.testing.assert_array_equal(scalar, np.squeeze(vector))


def test_the_gradient_is_not_written_to():
    gradient = tf.constant([1.0, 2.0])
    optimizers.Adam().apply_gradients([(gradient, tf.Variable([1.0, 2.0]))])
    np.testing.assert_array_equal(gradient, [1.0, 2.0])


def test_weights_of_an_optimizer_can_be_carried_over():
    variables = [tf.Variable([1.0])]
    one, other = optimizers.Adam(), optimizers.Adam()
    with pytest.raises(ValueError, match="build"):
        other.set_weights([])
    one.apply_gradients([(tf.constant([0.5]), variables[0])])
    other.build(variables)
    other.set_weights([variable.numpy() for variable in one.variables])
    assert [variable.numpy().tolist() for variable in other.variables] == [
        variable.numpy().tolist() for variable in one.variables
    ]


@pytest.mark.parametrize(
    ("settings", "error"),
    [
        ({"clipnorm": 1.0, "global_clipnorm": 1.0}, ValueError),
        ({"use_ema": True, "ema_momentum": 2.0}, ValueError),
        ({"use_ema": True, "ema_overwrite_frequency": -1}, ValueError),
        ({"momentum": 1.5}, ValueError),
        ({"decay": 0.1}, ValueError),
        ({"colour": "red"}, TypeError),
    ],
    ids=lambda value: ", ".join(value) if isinstance(value, dict) else value.__name__,
)
def test_bad_settings_are_refused(settings, error):
    with pytest.raises(error, match=next(reversed(settings))):
        optimizers.SGD(**settings)


@pytest.mark.parametrize(
    "name", ["sgd", "SGD", "rmsprop", "Adam", "adagrad", "adadelta", "adamax", "nadam", "ftrl"]
)
def test_get_by_name_in_any_case(name):
    assert type(optimizers.get(name)).__name__.lower() == name.lower()


@pytest.mark.parametrize("identifier", ["adamw", "no_such_optimizer", 3])
def test_get_refuses_what_is_no_optimizer(identifier):
    with pytest.raises(ValueError, match="optimizer"):
        optimizers.get(identifier)


def test_an_update_is_recorded_step_by_step():
    optimizer, w = optimizers.RMSprop(0.1), tf.Variable([1.0, 2.0], name="w")
    with record() as run, tf.GradientTape() as tape:
        loss = tf.reduce_sum(w**2)
        optimizer.minimize(loss, [w], tape)
    labels = [span.label for span in run.spans() if span.label.startswith("RMSprop")]
    facts = {fact.kind: fact for fact in run.facts()}
    assert labels == [
        "RMSprop.minimize",
        "RMSprop.compute_gradients",
        "RMSprop.apply_gradients",
        "RMSprop._compute_current_learning_rate",
        "RMSprop.build",
        "RMSprop.add_variable_from_reference",
        "RMSprop._clip_gradients",
        "RMSprop._apply_weight_decay",
        "RMSprop.update_step",
    ]
    assert facts["LearningRateResolved"].value == pytest.approx(0.1)
    assert (facts["SlotCreated"].slot, facts["SlotCreated"].weight) == ("velocity", "w:0")
    assert facts["WeightUpdated"].norm_change == pytest.approx(0.4472135, rel=1e-4)
    assert (facts["StateChanged"].before, facts["StateChanged"].after) == (0, 1)
