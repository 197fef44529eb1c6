package org.improvedgan.benchmarks.evaluator;

import java.util.List;

/** Ways to run the same network in PyTorch. */
enum Peer {
  /** As evaluations in PyTorch run it: modules as they were trained, images as NCHW. */
  EAGER("PyTorch eager"),
  /** NHWC in memory. */
  CHANNELS_LAST("PyTorch eager, channels last", "--channels-last"),
  /** The same, with batch normalisation in the weights as ours. */
  FUSED("PyTorch eager, channels last, fused", "--channels-last", "--fused"),
  /** The same through torch.compile. */
  COMPILED("PyTorch compiled, channels last, fused", "--channels-last", "--fused", "--compile");

  private final String title;
  private final List<String> arguments;

  Peer(String title, String... arguments) {
    this.title = title;
    this.arguments = List.of(arguments);
  }

  /** As tables name it. */
  String title() {
    return title;
  }

  /** Arguments of the script that choose it. */
  List<String> arguments() {
    return arguments;
  }
}
