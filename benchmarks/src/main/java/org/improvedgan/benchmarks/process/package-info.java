/** Running other programs, and what Linux says about a process. */
package org.improvedgan.benchmarks.process;
