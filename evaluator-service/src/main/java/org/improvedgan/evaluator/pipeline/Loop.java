package org.improvedgan.evaluator.pipeline;

import java.util.function.BooleanSupplier;

/** A consumer of the group at work, in one thread. After any exception it is closed, and a new one takes its place. */
interface Loop extends AutoCloseable {

  /**
   * Works until {@code stopped} says so.
   *
   * @throws org.apache.kafka.common.KafkaException when Kafka fails, or this instance has lost its partition
   */
  void run(BooleanSupplier stopped);

  /** Leaves the group; work under way is given up, nothing is committed. */
  @Override
  void close();
}
