"""Goldens of the n-gram models of DistillSpeech, in float64.

ngram.json          Interpolated Witten-Bell models of orders 1 to 5 over random sentences:
                        P(w | h) = (c(h w) + T(h) P(w | h')) / (c(h) + T(h))
                        P(w | nothing, below the empty history) = 1 / (vocabulary + 1)
                    straight from the formula, by counting in the list of sentences, for histories that
                    occur and histories that do not (there P(w | h) = P(w | h')); ln P of held-out
                    sentences and their perplexity. </s> is the vocabulary's size, <s> one more.

Before anything is written, every distribution is summed.

usage: ngram_golden.py
"""

import math

import numpy as np
from golden import write

VOCABULARY = 7


def probability(sentences, word, history):
    """P(word | history), by looking through all `sentences` for the history."""
    following = [
        sentence[place]
        for sentence in sentences
        for place in range(max(1, len(history)), len(sentence))
        if sentence[place - len(history) : place] == history
    ]
    lower = (
        probability(sentences, word, history[1:]) if history else 1 / (VOCABULARY + 1)
    )
    types = len(set(following))
    if not following:
        return lower
    return (following.count(word) + types * lower) / (len(following) + types)


def case(order, seed):
    random = np.random.RandomState(seed)
    end, begin = VOCABULARY, VOCABULARY + 1

    def sentence():
        # Some words are common, and the last never occurs.
        weights = 0.5 ** np.arange(VOCABULARY - 1)
        return random.choice(VOCABULARY - 1, random.randint(0, 7), p=weights / weights.sum())

    sentences = [sentence().tolist() for _ in range(12)]
    marked = [[begin, *words, end] for words in sentences]
    histories = [[]] + [
        history
        for length in range(1, order)
        for history in (
            [begin, *random.randint(0, VOCABULARY, length - 1).tolist()],
            random.randint(0, VOCABULARY, length).tolist(),
            [0] * length,
        )
    ]
    probes = []
    for history in histories:
        row = [probability(marked, word, history) for word in range(VOCABULARY + 1)]
        assert abs(sum(row) - 1) < 1e-12, (order, history)
        probes.append({"history": history, "logs": [math.log(p) for p in row]})
    held_out = [sentence().tolist() + [VOCABULARY - 1] for _ in range(3)]
    logs = []
    for words in held_out:
        full = [begin, *words, end]
        logs.append(
            sum(
                math.log(probability(marked, full[i], full[max(0, i - order + 1) : i]))
                for i in range(1, len(full))
            )
        )
    count = sum(len(words) + 1 for words in held_out)
    return {
        "order": order,
        "vocabulary": VOCABULARY,
        "sentences": sentences,
        "probes": probes,
        "heldOut": held_out,
        "logs": logs,
        "perplexity": math.exp(-sum(logs) / count),
    }


def main():
    write("DistillSpeechTests", "ngram", [case(order, seed=order) for order in range(1, 6)])


main()
