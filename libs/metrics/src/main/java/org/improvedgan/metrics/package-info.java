/**
 * Scores of generated images and the statistics of human judgements: pure mathematics on numbers, in double precision.
 * Nothing here knows what an image or a model file is.
 */
package org.improvedgan.metrics;
