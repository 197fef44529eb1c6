/** Line charts as pictures, without the machine's fonts or graphics: the same numbers give the same bytes. */
package org.improvedgan.images.chart;
