"""The quiz: questions that the run answers, with one right answer each."""

from __future__ import annotations

import re

import numpy as np
import pytest

import fittrace
from fittrace.report.quiz.view import QUESTION_LIMIT, questions_of, quiz_view
from fittrace.report.redact import RedactedRun
from fittrace.report.scene import Scene
from fittrace.report.story.tell import tell
from fittrace.report.walkthrough.outline import flat, outline_of


def scene_of(run: fittrace.Run) -> Scene:
    root = run.tree()
    lines = flat(top := outline_of(root))
    addresses = {id(line.node): line.number for line in lines}
    return Scene(run, root, tell(run, root), top, lines, addresses, isinstance(run, RedactedRun))


@pytest.fixture(scope="module")
def scene(run):
    return scene_of(run)


@pytest.fixture(scope="module")
def questions(scene):
    return questions_of(scene)


def recorded(work) -> Scene:
    with fittrace.record(clock=fittrace.LogicalClock()) as run:
        try:
            work()
        except RuntimeError:
            pass
    return scene_of(run)


def small_model():
    from fittrace import keras

    keras.backend.clear_session()
    keras.utils.set_random_seed(1)
    model = keras.models.Sequential([keras.layers.Dense(3), keras.layers.Dense(2)])
    model.compile(optimizer="sgd", loss="mse")
    return model


X, Y = np.zeros((10, 4), "float32"), np.zeros((10, 2), "float32")


def right_of(questions, kind: str):
    question = next(question for question in questions if question.kind == kind)
    return question.answers[question.right]


def test_a_training_gives_between_ten_and_fifteen_questions(questions):
    assert 10 <= len(questions) <= QUESTION_LIMIT == 15


def test_no_question_offers_an_answer_twice(questions):
    for question in questions:
        assert len({str(answer).casefold() for answer in question.answers}) == len(question.answers) >= 3


def test_the_answers_are_those_of_the_run(questions):
    assert right_of(questions, "adapter") == "TensorLikeDataAdapter"
    assert right_of(questions, "steps") == 5  # 70 rows in batches of 16
    assert right_of(questions, "weights-before") == 0
    assert right_of(questions, "default") == "History"
    assert right_of(questions, "slots") == 4


def test_rounding_down_is_among_the_wrong_answers(questions):
    steps = next(question for question in questions if question.kind == "steps")
    assert 4 in steps.answers


def test_what_comes_next_comes_next_wherever_the_two_calls_are(scene, questions):
    asked = [question for question in questions if question.kind == "next"]
    for question in asked:
        caller, callee = question.about["caller"], question.about["callee"]
        for line in scene.lines:
            made = [" ".join(filter(None, (child.label, child.name))) for child in line.children]
            if " ".join(filter(None, (line.label, line.name))) == caller and callee in made:
                assert made[made.index(callee) + 1] == question.answers[question.right]
    assert asked


def test_what_the_second_step_no_longer_does_is_not_in_it(scene, questions):
    first, second = scene.story.fit.step_nodes[:2]
    done = [
        {" ".join(filter(None, (node.label, node.name))) for node in step.walk()} for step in (first, second)
    ]
    question = next(question for question in questions if question.kind == "once")
    for place, answer in enumerate(question.answers):
        assert answer in done[0]
        assert (answer in done[1]) == (place != question.right)


def test_the_same_run_gives_the_same_questions(run, questions):
    assert questions_of(scene_of(run)) == questions


def test_every_question_leads_to_a_call(scene, questions):
    assert all(1 <= question.line <= len(scene.lines) for question in questions)


def test_a_redacted_run_is_asked_about_as_well(run):
    assert quiz_view(scene_of(RedactedRun(run))) is not None


def test_a_run_that_failed_is_asked_where():
    def fail():
        from fittrace import keras

        class Broken(keras.callbacks.Callback):
            def on_train_batch_end(self, batch, logs=None):
                raise RuntimeError("broken")

        small_model().fit(X, Y, verbose=0, callbacks=[Broken()])

    assert right_of(questions_of(recorded(fail)), "failure") == "Broken.on_train_batch_end"


def test_a_run_that_only_evaluates_has_fewer_questions():
    asked = questions_of(recorded(lambda: small_model().evaluate(X, Y, batch_size=3, verbose=0)))
    kinds = {question.kind for question in asked}
    assert right_of(asked, "steps") == 4
    assert not kinds & {"default", "once", "fit-only", "slots", "all-steps", "weights-before"}


def test_a_loop_by_hand_is_asked_about():
    def train():
        from fittrace import tf

        model = small_model()
        for _ in range(3):
            with tf.GradientTape() as tape:
                loss = tf.reduce_mean(model(X) ** 2)
            model.optimizer.apply_gradients(
                zip(tape.gradient(loss, model.trainable_variables), model.trainable_variables, strict=True)
            )

    kinds = {question.kind for question in questions_of(recorded(train))}
    assert "shape" in kinds
    assert not kinds & {"adapter", "steps", "default"}


def test_a_run_without_a_call_has_no_quiz():
    assert quiz_view(recorded(lambda: None)) is None


def test_the_page_asks_in_words_and_explains(page):
    asked = re.findall(r'<article class="question".*?</article>', page, re.S)
    assert len(asked) >= 10
    for question in asked:
        assert re.search(r"<h3[^>]*>\s*\S", question)
        assert re.search(r'class="why" hidden>\s*\S.*href="#call-\d+"', question, re.S)


@pytest.fixture(scope="module")
def quizzes():
    """Those of runs that differ in data, optimizer, callbacks and how they train."""
    from fittrace import keras

    class Quiet(keras.callbacks.Callback):
        def on_epoch_end(self, epoch, logs=None):
            logs["rate"] = 0.1

    found = []
    for rows, optimizer in ((70, "rmsprop"), (64, "adam"), (33, "sgd"), (50, "adamax")):
        for arguments in ({"epochs": 2}, {"epochs": 3, "validation_split": 0.25}, {"callbacks": [Quiet()]}):

            def train(rows=rows, optimizer=optimizer, arguments=arguments):
                model = small_model()
                model.compile(optimizer, loss="mse", metrics=["mae"])
                x, y = np.ones((rows, 4), "float32"), np.ones((rows, 2), "float32")
                model.fit(x, y, batch_size=16, verbose=0, **arguments)

            found.append(questions_of(recorded(train)))
    return found


def test_the_right_answer_stands_at_each_place_as_often_as_at_any_other(quizzes):
    totals = np.zeros(4, int)
    for questions in quizzes:
        places = [question.right for question in questions if len(question.answers) == 4]
        counts = np.bincount(places, minlength=4)
        assert counts.max() - counts.min() <= 2, places
        totals += counts
    assert totals.max() - totals.min() <= len(quizzes)


def test_runs_that_differ_put_it_at_different_places(quizzes):
    assert len({tuple(question.right for question in questions) for questions in quizzes}) > 6


def test_numbers_do_not_stand_in_their_order(quizzes):
    numbers = [question.answers for run in quizzes for question in run if not question.named]
    assert 0 < sum(list(answers) == sorted(answers) for answers in numbers) < len(numbers) / 4


def test_the_way_back_begins_at_what_gave_the_loss_and_leaves_metrics_out(scene):
    from fittrace.report.quiz.model import first_on_the_way, off_the_way

    (first,) = first_on_the_way(scene.story)
    assert first.right == "divide_no_nan"
    assert {question.right for question in off_the_way(scene.story)} == {"softmax", "multiply"}
    assert all("reduce_sum" not in question.wrong for question in off_the_way(scene.story))  # is on and off


def test_the_weights_of_a_cell_are_those_of_its_layer():
    def train():
        from fittrace import keras

        keras.backend.clear_session()
        layers = [keras.layers.Embedding(5, 3, input_length=4), keras.layers.LSTM(2), keras.layers.Dense(1)]
        model = keras.models.Sequential(layers)
        model.compile("sgd", loss="mse")
        model.fit(np.ones((8, 4), "int32"), np.ones((8, 1), "float32"), verbose=0)

    scene = recorded(train)
    assert [len(layer.weights) for layer in scene.story.layers] == [1, 3, 2]
    assert scene.story.parameters == 5 * 3 + (3 + 2 + 1) * 4 * 2 + 2 + 1
    assert right_of(questions_of(scene), "weights-before") == 6


def test_layers_of_the_same_names_are_not_counted_together():
    def twice():
        small_model().fit(X, Y, verbose=0)
        small_model().fit(X, Y, verbose=0)

    kinds = {question.kind for question in questions_of(recorded(twice))}
    assert not kinds & {"weights-before", "weights-after"}
