/** Whether the whole system stays as large as it is over an hour of load. */
package org.improvedgan.benchmarks.soak;
