/** Whether memory stays flat over thousands of training iterations. */
package org.improvedgan.benchmarks.memory;
