package io.mediachassis.blade.agent;

import io.mediachassis.backplane.clock.Clock;
import io.mediachassis.backplane.daemon.LoopWatch;
import io.netty.channel.EventLoop;

/**
 * This blade, as all its parts know it.
 *
 * @param slot from 1
 * @param control the control loop
 * @param watch over that loop
 */
record Blade(int slot, AgentConfig config, Clock clock, EventLoop control, LoopWatch watch) {
    /** Its own address, at which it is an engine. */
    String address() {
        return config.addressOf(slot);
    }
}
