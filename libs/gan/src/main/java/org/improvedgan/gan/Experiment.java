package org.improvedgan.gan;

/**
 * A named set of settings that reproduces something.
 *
 * @param name how users call it, e.g. {@code mnist-demo}
 * @param summary one sentence: what is trained and how
 * @param paperSection where the paper describes it
 * @param target what it should reach, with the paper's figure where there is one
 * @param settings its settings before any override
 */
public record Experiment(String name, String summary, String paperSection, String target, Settings settings) {}
