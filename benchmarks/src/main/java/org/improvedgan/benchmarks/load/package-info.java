/** What the whole system holds, in one table. */
package org.improvedgan.benchmarks.load;
