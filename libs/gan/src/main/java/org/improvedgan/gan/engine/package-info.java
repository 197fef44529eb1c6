/** Executing graphs: the boundary behind which engines are exchanged, and the one that ND4J executes. */
package org.improvedgan.gan.engine;
