/** What every client of a sampler needs to reach one that is not open to everybody. */
package org.improvedgan.sampler.client;
