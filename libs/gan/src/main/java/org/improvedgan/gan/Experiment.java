package org.improvedgan.gan;

import java.util.Optional;

/**
 * A named set of settings that reproduces something, as one file of {@code experiments/} describes it.
 *
 * @param name how users call it, e.g. {@code mnist-demo}
 * @param summary one sentence: what is trained and how
 * @param paperSection where the paper describes it
 * @param target what it should reach, with the paper's figure where there is one
 * @param origin where its settings come from
 * @param paper the paper's figures; empty for what is not in the paper
 * @param settings its settings before any override
 */
public record Experiment(String name, String summary, String paperSection, String target, Origin origin,
    Optional<PaperResults> paper, Settings settings) {}
