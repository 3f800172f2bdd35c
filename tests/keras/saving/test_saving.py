"""Objects to dictionaries and back."""

import pytest

from fittrace.keras import saving


class Ruler:
    """A user's class with a setting and a nested object."""

    def __init__(self, unit="cm", inner=None):
        self.unit, self.inner = unit, inner

    def get_config(self):
        return {"unit": self.unit, "inner": self.inner}


def halve(x):
    return x / 2


def test_an_object_becomes_a_dictionary_and_comes_back_with_what_is_inside():
    config = saving.serialize_keras_object(Ruler("mm", Ruler("inch")))
    twin = saving.deserialize_keras_object(config, module_objects={"Ruler": Ruler})
    assert (config["class_name"], twin.unit, twin.inner.unit) == ("Ruler", "mm", "inch")


def test_a_function_becomes_its_name():
    assert saving.serialize_keras_object(halve) == "halve"
    assert saving.deserialize_keras_object("halve", module_objects={"halve": halve}) is halve


def test_none_stays_none():
    assert saving.serialize_keras_object(None) is None
    assert saving.deserialize_keras_object(None) is None


def test_a_scope_makes_names_known_and_forgets_them():
    with saving.custom_object_scope({"half": halve}):
        assert saving.deserialize_keras_object("half") is halve
    with pytest.raises(ValueError, match="half"):
        saving.deserialize_keras_object("half")


def test_scopes_nest():
    with saving.custom_object_scope({"a": 1}), saving.CustomObjectScope({"b": 2}):
        assert (saving.get_registered_object("a"), saving.get_registered_object("b")) == (1, 2)


def test_registered_classes_are_saved_under_their_full_name():
    @saving.register_keras_serializable(package="workshop")
    class Plane:
        def get_config(self):
            return {}

    config = saving.serialize_keras_object(Plane())
    assert config["class_name"] == "workshop>Plane"
    assert isinstance(saving.deserialize_keras_object(config), Plane)
    with pytest.raises(ValueError, match="already registered"):
        saving.register_keras_serializable(package="workshop", name="Plane")(Ruler)


def test_a_class_without_config_cannot_be_registered_or_serialized():
    with pytest.raises(ValueError, match="get_config"):
        saving.register_keras_serializable()(type("Bare", (), {}))
    with pytest.raises(ValueError, match="get_config"):
        saving.serialize_keras_object(object())


@pytest.mark.parametrize("bad", [{"class_name": "Ruler"}, 3])
def test_what_describes_nothing_is_refused(bad):
    with pytest.raises(ValueError, match="class_name"):
        saving.deserialize_keras_object(bad, module_objects={"Ruler": Ruler})
