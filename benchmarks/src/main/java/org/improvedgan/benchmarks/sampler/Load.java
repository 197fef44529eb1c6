package org.improvedgan.benchmarks.sampler;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.EnumMap;
import java.util.Map;
import org.improvedgan.benchmarks.process.Server;

/**
 * What one server goes through in one round.
 *
 * @param calls calls of one image
 * @param inFlight of them at the same time
 * @param images of one stream, and of two together
 */
record Load(int calls, int inFlight, int images) {
  private static final OperatingSystemMXBean SYSTEM =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

  Map<Measure, Double> measure(Contender contender) {
    Map<Measure, Double> figures = new EnumMap<>(Measure.class);
    Server server = contender.server();
    double serverMs = server.cpuMs();
    double clientMs = clientMs();
    Client.Calls seen = contender.client().calls(contender.one(), calls, inFlight);
    serverMs = server.cpuMs() - serverMs;
    clientMs = clientMs() - clientMs;
    figures.put(Measure.CALLS, seen.perSecond());
    figures.put(Measure.CALL_P50, seen.percentileMs(0.5));
    figures.put(Measure.CALL_P95, seen.percentileMs(0.95));
    figures.put(Measure.CALL_P99, seen.percentileMs(0.99));
    figures.put(Measure.CALL_CPU, serverMs / calls);
    figures.put(Measure.CALL_CLIENT, 100 * clientMs / (clientMs + serverMs));

    serverMs = server.cpuMs();
    clientMs = clientMs();
    double seconds = contender.client().streams(images, 1);
    serverMs = server.cpuMs() - serverMs;
    clientMs = clientMs() - clientMs;
    figures.put(Measure.STREAM, images / seconds);
    figures.put(Measure.STREAM_CPU, serverMs / images);
    figures.put(Measure.STREAM_CLIENT, 100 * clientMs / (clientMs + serverMs));
    figures.put(Measure.STREAMS, images / contender.client().streams(images, 2));
    figures.put(Measure.MEMORY, server.peakResidentMib());
    return figures;
  }

  /** Processor time of this process: the client, and the broker, which has nothing to do. */
  private static double clientMs() {
    return SYSTEM.getProcessCpuTime() / 1e6;
  }
}
