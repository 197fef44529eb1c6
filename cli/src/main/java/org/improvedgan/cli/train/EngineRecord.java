package org.improvedgan.cli.train;

import java.util.LinkedHashMap;
import java.util.Map;
import org.improvedgan.gan.engine.Device;
import org.improvedgan.gan.engine.EngineOptions;

/** What a result says about the engine that computed it. */
public final class EngineRecord {

  private EngineRecord() {
  }

  /** {@code engine}, {@code device}, {@code threads} and, with a graphics card, {@code deviceIndex}. */
  public static Map<String, Object> of(EngineOptions options) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("engine", options.engine().toString());
    fields.put("device", options.device().toString());
    if (options.device() == Device.CUDA) {
      fields.put("deviceIndex", options.deviceIndex());
    }
    fields.put("threads", options.resolvedThreads());
    return fields;
  }
}
