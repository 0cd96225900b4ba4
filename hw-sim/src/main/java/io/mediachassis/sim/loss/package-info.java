/** Packet loss for tests: a seeded model, and a relay of real datagrams that loses some of them. */
@NullMarked
package io.mediachassis.sim.loss;

import org.jspecify.annotations.NullMarked;
