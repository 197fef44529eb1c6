package org.improvedgan.benchmarks.training;

import java.util.List;

/** Ways to run the same iteration in PyTorch. */
enum Peer {
  /** As the released code has it: three discriminator passes, images as NCHW. */
  EAGER("PyTorch eager", List.of(), List.of()),
  /** What makes it faster on a processor: the discriminator's passes as one batch; convolutions as NHWC. */
  TUNED("PyTorch eager, tuned", List.of("--stacked"), List.of("--channels-last")),
  /** The same through torch.compile. */
  COMPILED("PyTorch compiled", List.of("--stacked", "--mode", "compile"),
      List.of("--channels-last", "--mode", "compile"));

  private final String title;
  private final List<String> mnist;
  private final List<String> cifar;

  Peer(String title, List<String> mnist, List<String> cifar) {
    this.title = title;
    this.mnist = mnist;
    this.cifar = cifar;
  }

  /** As tables name it. */
  String title() {
    return title;
  }

  /** Arguments of the script that choose it. */
  List<String> arguments(Workload workload) {
    return workload == Workload.MNIST ? mnist : cifar;
  }
}
