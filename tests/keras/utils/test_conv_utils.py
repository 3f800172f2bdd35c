"""Arguments of convolutions, and the lengths that follow from them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fittrace import keras
from fittrace.keras.utils import conv_utils


def test_one_number_stands_for_all():
    assert conv_utils.normalize_tuple(3, 2, "strides") == (3, 3)
    assert conv_utils.normalize_tuple([3, 0], 2, "strides", allow_zero=True) == (3, 0)


@pytest.mark.parametrize("value", [0, (1, -2), (1, 2, 3), 2.5, None, "ab", ("1", "2")])
def test_other_things_are_refused(value):
    with pytest.raises(ValueError, match="`strides` is"):
        conv_utils.normalize_tuple(value, 2, "strides")


def test_data_formats_have_other_names_in_tf():
    assert conv_utils.convert_data_format("channels_last", 3) == "NWC"
    assert conv_utils.convert_data_format("channels_first", 5) == "NCDHW"
    with pytest.raises(ValueError, match="`ndim`"):
        conv_utils.convert_data_format("channels_last", 2)


def test_the_data_format_is_the_backends_unless_given():
    keras.backend.set_image_data_format("channels_first")
    try:
        assert keras.layers.Conv2D(2, 3).data_format == "channels_first"
        assert keras.layers.Conv1D(2, 3).data_format == "channels_last"
    finally:
        keras.backend.set_image_data_format("channels_last")


@pytest.mark.parametrize(("padding", "expected"), [("valid", 3), ("same", 5), ("causal", 5), ("full", 7)])
def test_the_padding_decides_how_many_places_there_are(padding, expected):
    assert conv_utils.conv_output_length(10, 5, padding, 2) == expected
    assert conv_utils.conv_output_length(None, 5, padding, 2) is None


@given(st.integers(1, 20), st.integers(1, 5), st.sampled_from(["valid", "same"]), st.integers(1, 4))
def test_a_transposed_convolution_leads_to_a_length_that_leads_back(
    length: int, size: int, padding: str, stride: int
) -> None:
    longer = conv_utils.deconv_output_length(length, size, padding, stride=stride)
    assert conv_utils.conv_output_length(longer, size, padding, stride) == length


def test_output_padding_adds_to_the_least_length():
    assert conv_utils.deconv_output_length(4, 3, "valid", 0, 2) == 9
    assert conv_utils.deconv_output_length(4, 3, "same", 1, 2) == 8
    assert conv_utils.deconv_output_length(4, 3, "full", 1, 2) == 6
