/** Frozen TensorFlow graphs as they lie in a file: nodes, attributes, constants. Nothing of TensorFlow is needed. */
package org.improvedgan.tensorflow;
