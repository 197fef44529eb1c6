/** Raters at work on human-eval-service: how long they wait, and whether any answer is lost or counted twice. */
package org.improvedgan.benchmarks.humaneval;
