// The quiz: one question at a time, a word for each answer, and the score.
page.part(() => {
  const { byId } = page;
  const quiz = byId("quiz");
  if (!quiz) return;
  const questions = page.all(".question", quiz);
  const places = page.all("#quiz-places a");
  let at = 0;
  // What was answered stays when the page is switched to another language.
  let given = page.given ?? questions.map(() => null);
  page.given = given;

  const answersOf = (place) => page.all(".answers button", questions[place]);
  const rightOf = (place) => Number(questions[place].dataset.right);
  const isRight = (place) => given[place] === rightOf(place);
  const score = () => given.filter((_, place) => isRight(place)).length;

  function showQuestion(place) {
    const answered = given[place] !== null;
    answersOf(place).forEach((button, answer) => {
      const right = answer === rightOf(place);
      const mine = answer === given[place];
      button.setAttribute("aria-disabled", String(answered));
      button.className = answered && right ? "fine" : answered && mine ? "missed" : "";
      button.querySelector(".told").textContent =
        answered && right ? `✓ ${page.word("right answer")}` : answered && mine ? `✗ ${page.word("your answer")}` : "";
    });
    const verdict = questions[place].querySelector(".verdict");
    verdict.hidden = questions[place].querySelector(".why").hidden = !answered;
    verdict.className = `verdict ${isRight(place) ? "fine" : "missed"}`;
    verdict.textContent = answered ? (isRight(place) ? `✓ ${page.word("is right")}` : `✗ ${page.word("is wrong")}`) : "";
  }

  // Behind the last question stands the score.
  function show() {
    const ended = at === questions.length;
    questions.forEach((question, place) => {
      question.hidden = place !== at;
    });
    byId("quiz-end").hidden = !ended;
    places.forEach((link, place) => {
      link.classList.toggle("fine", isRight(place));
      link.classList.toggle("missed", given[place] !== null && !isRight(place));
      const sign = given[place] === null ? "" : isRight(place) ? ` ✓` : ` ✗`;
      link.textContent = `${page.number(place + 1)}${sign}`;
      if (place === at) link.setAttribute("aria-current", "step");
      else link.removeAttribute("aria-current");
    });
    byId("quiz-before").disabled = at === 0;
    byId("quiz-after").disabled = ended;
    const answered = given.filter((answer) => answer !== null).length;
    byId("quiz-so-far").textContent = answered && !ended
      ? page.word("right so far", { right: page.number(score()), answered: page.number(answered) }) : "";
    if (!ended) return showQuestion(at);
    byId("quiz-score").textContent =
      page.word("quiz score", { right: page.number(score()), count: page.number(questions.length) });
    const missed = questions.map((_, place) => place).filter((place) => !isRight(place));
    byId("quiz-missed").replaceChildren(...(missed.length
      ? [page.word("look again"), ...missed.map((place) =>
        page.make("a", { href: `#question-${place + 1}` }, page.number(place + 1)))]
      : [page.word("all right")]).flatMap((part, place) => (place ? [" ", part] : [part])));
    return undefined;
  }

  function go(place) {
    at = Math.max(0, Math.min(questions.length, place));
    show();
    (at === questions.length ? byId("quiz-score") : questions[at].querySelector("h3")).focus({ preventScroll: true });
    if (at < questions.length) page.address(`question-${at + 1}`);
  }

  function answer(place, chosen) {
    if (given[place] !== null) return;
    given[place] = chosen;
    show();
  }

  questions.forEach((question, place) => {
    answersOf(place).forEach((button, chosen) => button.addEventListener("click", () => answer(place, chosen)));
    question.addEventListener("reached", () => {
      at = place;
      show();
    });
  });
  byId("quiz-before").addEventListener("click", () => go(at - 1));
  byId("quiz-after").addEventListener("click", () => go(at + 1));
  byId("quiz-again").addEventListener("click", () => {
    given = page.given = questions.map(() => null);
    questions.forEach((_, place) => showQuestion(place));
    go(0);
  });
  page.on(document, "keydown", (event) => {
    if (quiz.hidden || page.presenting || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("input, select, textarea, [role=tree], [role=grid]")) return;
    const chosen = Number(event.key) - 1;
    if (at < questions.length && answersOf(at)[chosen]) answer(at, chosen);
  });
  show();
});
