/** Ours and its peers in turn, process by process, and their figures side by side. */
package org.improvedgan.benchmarks.rounds;
