/** Medians, tables and the machine they were measured on. */
package org.improvedgan.benchmarks.report;
