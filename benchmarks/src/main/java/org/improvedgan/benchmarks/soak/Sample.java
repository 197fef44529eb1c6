package org.improvedgan.benchmarks.soak;

import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * One process at one moment; for PostgreSQL the sums over all its processes.
 *
 * @param minute since the load began
 * @param process its name
 * @param pid changes when it was started again
 * @param residentMib VmRSS, MiB; pages that processes share count in each of them
 * @param peakMib VmHWM, MiB: the most that was ever resident
 * @param shareMib PSS, MiB: a page that n processes share counts 1/n in each
 * @param ownMib of that what is not shared memory, MiB; absent in samples before there was this measure
 * @param threads threads
 * @param files open files, sockets and pipes; in newer samples without the data of broker and database
 * @param heapMib Java heap that a full collection left, MiB; absent where none was made
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Sample(double minute, String process, long pid, double residentMib, double peakMib, double shareMib,
    Double ownMib, int threads, int files, Double heapMib) {

  Sample plus(Sample other) {
    return new Sample(minute, process, pid, residentMib + other.residentMib, peakMib + other.peakMib,
        shareMib + other.shareMib, ownMib + other.ownMib, threads + other.threads, files + other.files, heapMib);
  }
}
