"""What a layer expects of its inputs."""

import pytest

from fittrace import tf
from fittrace.keras.engine.input_spec import InputSpec, assert_input_compatibility


@pytest.mark.parametrize(
    ("spec", "shape"),
    [
        (InputSpec(ndim=2), (3, 4)),
        (InputSpec(min_ndim=2), (3, 4, 5)),
        (InputSpec(max_ndim=3), (3, 4)),
        (InputSpec(axes={-1: 4}), (3, 4)),
        (InputSpec(axes={1: None}), (3, 9)),
        (InputSpec(shape=(None, 4)), (3, 4)),
        (InputSpec(shape=(None, 4, 1), allow_last_axis_squeeze=True), (3, 4)),
        (InputSpec(shape=(None, 4), allow_last_axis_squeeze=True), (3, 4, 1)),
        (InputSpec(dtype="float32"), (1,)),
        (None, (1,)),
    ],
    ids=str,
)
def test_an_input_that_fits_is_let_through(spec, shape):
    assert_input_compatibility(spec, tf.ones(shape), "layer")


@pytest.mark.parametrize(
    ("spec", "shape", "problem"),
    [
        (InputSpec(ndim=2), (3, 4, 5), "expected 2 axes, found 3"),
        (InputSpec(min_ndim=2), (3,), "expected at least 2 axes, found 1"),
        (InputSpec(max_ndim=2), (3, 4, 5), "expected at most 2 axes, found 3"),
        (InputSpec(axes={-1: 4}), (3, 5), "expected length 4 along axis -1, found 5"),
        (InputSpec(shape=(None, 4)), (3, 5), r"expected shape \(None, 4\), found \(3, 5\)"),
        (InputSpec(dtype="int32"), (3,), "expected dtype int32, found float32"),
    ],
    ids=str,
)
def test_an_input_that_does_not_fit_is_refused_with_what_was_expected_and_found(spec, shape, problem):
    with pytest.raises(ValueError, match=f"Input 0 of layer `layer` does not fit: {problem}"):
        assert_input_compatibility(spec, tf.ones(shape), "layer")


def test_the_number_of_inputs_counts():
    with pytest.raises(ValueError, match=r"takes 2 input\(s\) and was given 1"):
        assert_input_compatibility([InputSpec(), InputSpec()], tf.ones(2), "layer")


def test_a_dictionary_is_read_by_the_names_of_the_specs():
    specs = [InputSpec(name="a", axes={0: 2}), InputSpec(name="b", axes={0: 3})]

    assert_input_compatibility(specs, {"b": tf.ones(3), "a": tf.ones(2), "more": tf.ones(9)}, "layer")
    with pytest.raises(ValueError, match="has no key 'b'"):
        assert_input_compatibility(specs, {"a": tf.ones(2)}, "layer")


def test_something_without_a_shape_is_refused():
    with pytest.raises(TypeError, match="is 'text', a str; layers take tensors"):
        assert_input_compatibility(InputSpec(ndim=1), "text", "layer")


@pytest.mark.parametrize(
    ("arguments", "error", "problem"),
    [
        ({"axes": {"last": 2}}, TypeError, "expected a dictionary from axis numbers"),
        ({"ndim": 2, "axes": {3: 4}}, ValueError, "names axis 3, but an input of rank 2 ends at 1"),
    ],
)
def test_a_spec_that_makes_no_sense_is_refused(arguments, error, problem):
    with pytest.raises(error, match=problem):
        InputSpec(**arguments)


def test_a_spec_is_made_again_from_its_config():
    spec = InputSpec(dtype="float32", min_ndim=2, axes={-1: 5})

    assert repr(InputSpec.from_config(spec.get_config())) == repr(spec)
