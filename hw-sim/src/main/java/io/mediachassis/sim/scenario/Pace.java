package io.mediachassis.sim.scenario;

import io.mediachassis.backplane.clock.Clock;
import io.mediachassis.controller.hardware.HardwareView;
import io.mediachassis.sim.election.AgentNode;
import io.mediachassis.sim.election.ControllerNode;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/** How fast a unit's time passes: as fast as it can, or by the wall, with a line a second for those who watch. */
interface Pace {
    /** As fast as it can. */
    Pace VIRTUAL = new Pace() {
        @Override
        public void begin(UnitWorld world, Clock clock) {}

        @Override
        public void look(UnitWorld world, Clock clock) {}
    };

    /** The unit is switched on. */
    void begin(UnitWorld world, Clock clock);

    /** Something has happened in it. */
    void look(UnitWorld world, Clock clock);

    /** By the wall's clock. */
    static Pace real(Consumer<String> lines) {
        return new Pace() {
            private long startNs;
            private long lineNs;
            private int told;

            @Override
            public void begin(UnitWorld world, Clock clock) {
                startNs = clock.nanoTime();
            }

            @Override
            public void look(UnitWorld world, Clock clock) {
                List<UnitEvent> events = world.events();
                while (told < events.size()) {
                    lines.accept(events.get(told++).toString());
                }
                if (world.now() >= lineNs) {
                    lineNs += 1_000_000_000L;
                    lines.accept(line(world));
                }
                for (long ahead; (ahead = world.now() - (clock.nanoTime() - startNs)) > 0; ) {
                    LockSupport.parkNanos(ahead);
                    if (Thread.interrupted()) {
                        throw new IllegalStateException("interrupted");
                    }
                }
            }
        };
    }

    private static String line(UnitWorld world) {
        ControllerNode active = world.activeController();
        AgentNode director = world.acting();
        StringBuilder text = new StringBuilder(String.format("%8.3f s  active %s, director %s;", world.now() / 1e9,
                active == null ? "none" : "controller " + active.number(),
                director == null ? "none" : "blade " + director.slot()));
        HardwareView view = world.view();
        for (int slot = 1; slot <= world.blades(); slot++) {
            String state = view == null ? "??" : view.slots().get(slot - 1).state().name().substring(0, 2);
            text.append(String.format(" %d %s %.0f", slot, state, world.hardware().plant().trueCelsius(slot)));
        }
        text.append("; fans");
        for (int tray = 1; tray <= world.shape().fanTrays(); tray++) {
            text.append(' ').append(world.hardware().fanDuty(tray)).append('%');
        }
        return text.toString();
    }
}
