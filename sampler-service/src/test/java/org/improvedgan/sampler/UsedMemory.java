package org.improvedgan.sampler;

import io.netty.util.internal.PlatformDependent;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;

/** Memory of this Java machine that is in use, so that of the service under test, the broker and the clients too. */
public final class UsedMemory {

  private static final double MIB = 1 << 20;

  private UsedMemory() {
  }

  /** Heap after a garbage collection, direct buffers, and those that Netty keeps account of itself; MiB. */
  public static double mib() {
    System.gc();
    double bytes = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    for (BufferPoolMXBean pool : ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class)) {
      if (pool.getName().equals("direct")) {
        bytes += pool.getMemoryUsed();
      }
    }
    return (bytes + Math.max(0, PlatformDependent.usedDirectMemory())) / MIB;
  }
}
