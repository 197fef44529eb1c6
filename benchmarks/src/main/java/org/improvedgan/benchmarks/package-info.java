/** The {@code benchmarks/run} command: this project side by side with its peers. */
package org.improvedgan.benchmarks;
