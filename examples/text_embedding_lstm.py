"""Words in their order: Embedding and LSTM tell praise from blame in sentences where "not" turns the sense.

    fittrace run examples/text_embedding_lstm.py

The sentences are made here: "the film was not very good", "a truly dull story". A bag of words cannot tell
"not good but clever" from "good but not clever"; a layer that reads in order can.

On the page, look for

* the tape: the LSTM notes the same nineteen operations for each of the ten words. Three of them, the `where`,
  are the mask: where a sentence has no word any more, the old state stays;
* the LSTM's weights, with four gates side by side in each: (8, 64) is 4 times 16. The bias has norm 4 at the
  start, because the forget gate begins with sixteen ones, and everything else with zeros;
* the embedding, a table with one row a word, and which of its rows the first update moves;
* `accuracy`, which turned out to be `binary_accuracy`, since there is one output and not one for each class.
"""

import random

import numpy as np
from tensorflow import keras
from tensorflow.keras import layers
from tensorflow.keras.utils import pad_sequences

keras.utils.set_random_seed(4)

GOOD, BAD = ["good", "clever", "moving", "funny"], ["dull", "weak", "silly", "flat"]
NOUNS, ADVERBS = ["film", "story", "cast", "music"], ["", "very", "truly", "rather"]


def sentence():
    """A sentence and whether it praises: the last of its two opinions counts."""
    words, praises = ["the", random.choice(NOUNS), "was"], None
    for joint in ["", "but"]:
        is_good, is_negated = random.random() < 0.5, random.random() < 0.5
        opinion = random.choice(GOOD if is_good else BAD)
        words += [joint, "not" if is_negated else "", random.choice(ADVERBS), opinion]
        praises = is_good != is_negated
    return [word for word in words if word], int(praises)


texts, labels = zip(*(sentence() for _ in range(1200)))
vocabulary = {
    word: number for number, word in enumerate(sorted({w for text in texts for w in text}), start=1)
}
x = pad_sequences([[vocabulary[word] for word in text] for text in texts], padding="post")
y = np.array(labels)
print(f"{len(vocabulary)} words; the longest sentence has {x.shape[1]}; first: {' '.join(texts[0])}")

model = keras.Sequential(
    [
        layers.Embedding(input_dim=len(vocabulary) + 1, output_dim=8, mask_zero=True),
        layers.LSTM(16),
        layers.Dense(1, activation="sigmoid"),
    ]
)
model.compile(
    optimizer=keras.optimizers.Adam(learning_rate=0.02), loss="binary_crossentropy", metrics=["accuracy"]
)
model.fit(x[:1000], y[:1000], epochs=5, batch_size=50, verbose=2, validation_data=(x[1000:], y[1000:]))

_, accuracy = model.evaluate(x[1000:], y[1000:], verbose=0)
print(f"accuracy on held-out sentences: {accuracy:.4f}")
