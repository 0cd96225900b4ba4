package io.mediachassis.sim.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mediachassis.backplane.clock.SystemClock;
import io.mediachassis.blade.role.DirectorRole;
import io.mediachassis.controller.cooling.CoolingSettings;
import io.mediachassis.controller.cooling.Thresholds;
import io.mediachassis.controller.election.ControllerRole;
import io.mediachassis.controller.election.ElectionAction;
import io.mediachassis.controller.hardware.ControlSettings;
import io.mediachassis.controller.hardware.PowerSequence;
import io.mediachassis.controller.hardware.SlotTimes;
import io.mediachassis.sim.election.ActiveDuties;
import io.mediachassis.sim.election.Guards;
import java.io.StringReader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.xml.sax.InputSource;

/** What decides wrongly is found by random scenarios, made small, put into a file that shows it, and reported. */
class BrokenUnitTest {
    /** Enough for one fault to be left. */
    private static final int SHRINK_RUNS = 12;

    /** Directors that never give up by themselves. */
    private static final Mutation ENDLESS_LEASES = Mutation.NONE.withGuards(
            Guards.ALL.withRoles((slot, highest) -> new DirectorRole(slot, highest) {
                @Override
                protected boolean leaseAlive(long fromNs, long nowNs) {
                    return true;
                }
            }));

    /** Controllers that believe in a claim for ever. */
    private static final Mutation ENDLESS_CLAIMS = Mutation.NONE.withGuards(
            Guards.ALL.withControllers((number, nowNs) -> new ControllerRole(number, nowNs) {
                @Override
                protected boolean believes(long now) {
                    return true;
                }
            }));

    @Test
    void isFoundMadeSmallAndReported(@TempDir Path folder) throws Exception {
        List<String> lines = new ArrayList<>();
        ScenarioRuns runs = new ScenarioRuns(new SystemClock(), lines::add, ENDLESS_CLAIMS, SHRINK_RUNS);
        String file = runs.random(65, 1, folder);
        assertFalse(file.isEmpty(), "nothing was found");
        assertFalse(runs.held());

        Scenario small = ScenarioFile.read(Path.of(file));
        assertTrue(small.faults().size() == 1, () -> "not small: " + ScenarioFile.write(small));
        assertTrue(lines.get(lines.size() - 1).contains("chassis sim --scenario " + file), lines.toString());
        ScenarioRuns again = new ScenarioRuns(new SystemClock(), line -> { }, ENDLESS_CLAIMS, SHRINK_RUNS);
        again.file(Path.of(file), OptionalLong.empty(), false);
        assertEquals(List.of("one-controller"), again.outcomes().get(0).verdicts().stream()
                .filter(verdict -> !verdict.held()).map(Verdict::oracle).toList());
        ScenarioRuns whole = new ScenarioRuns(new SystemClock(), line -> { });
        whole.file(Path.of(file), OptionalLong.empty(), false);
        assertTrue(whole.held(), () -> "the unit itself fails: " + whole.text());

        assertTrue(again.text().contains("BROKEN  one-controller: No two controllers are active at once."), again.text());
        assertTrue(again.json().contains("\"held\" : false"), again.json());
        junit(again.junit(), again.outcomes().get(0));
    }

    private static void junit(String text, Outcome outcome) throws Exception {
        Document xml = DocumentBuilderFactory.newInstance().newDocumentBuilder()
                .parse(new InputSource(new StringReader(text)));
        Element suite = (Element) xml.getElementsByTagName("testsuite").item(0);
        assertEquals(outcome.scenario().name(), suite.getAttribute("name"));
        assertEquals(Integer.toString(outcome.verdicts().size()), suite.getAttribute("tests"));
        assertEquals(outcome.verdicts().size(), suite.getElementsByTagName("testcase").getLength());
        assertEquals(suite.getAttribute("failures"), Integer.toString(suite.getElementsByTagName("failure").getLength()));
        Element failure = (Element) suite.getElementsByTagName("failure").item(0);
        assertTrue(failure.getAttribute("message").contains("both controllers are active"), text);
    }

    /** Boards that nobody thinks too hot. */
    @Test
    void heatThatNobodyMindsIsSeen() {
        CoolingSettings cooling = CoolingSettings.DEFAULT;
        CoolingSettings.Limit limits = cooling.limits();
        Thresholds high = new Thresholds(List.of(130.0, 140.0, 150.0), limits.board().lower(), limits.board().dwell(),
                limits.board().hysteresis(), limits.board().clear());
        ControlSettings blind = ControlSettings.DEFAULT.withCooling(new CoolingSettings(
                cooling.zones(), cooling.margin(), cooling.feedForward(), cooling.control(), cooling.minimum(),
                cooling.failsafe(), cooling.fanFullSpeed(), cooling.sensorTimeout(), cooling.throttle(),
                new CoolingSettings.Limit(high, limits.inlet(), limits.psu(), limits.voltage(), limits.fan())));
        breaks("heat-guarded", "hot-air", Mutation.NONE.withSettings(blind));
    }

    /** A chassis that thinks it draws less than nothing. */
    @Test
    void loadThatNobodyShedsIsSeen() {
        ControlSettings settings = ControlSettings.DEFAULT;
        PowerSequence.Settings power = settings.power();
        PowerSequence.Settings generous = new PowerSequence.Settings(power.spacingNs(), power.retryNs(), power.orderedNs(),
                power.coolDownNs(), -400, power.blindWatts(), power.redundancy());
        breaks("power-budget", "psu-loss", Mutation.NONE.withSettings(new ControlSettings(settings.poll(), generous,
                settings.cooling(), settings.slots(), settings.restore(), settings.reEnrolNs())));
    }

    @Test
    void twoDirectorsAreSeen() {
        breaks("one-director", "both-paths-partitioned", ENDLESS_LEASES);
    }

    @Test
    void twoControllersAreSeen() {
        breaks("one-controller", "arbiter-cut", ENDLESS_CLAIMS);
    }

    /** Blades that were fenced and are never let back. */
    @Test
    void whatDoesNotHealIsSeen() {
        breaks("healed", "director-partitioned", Mutation.NONE.withDuties(own -> new Passing(own) {
            @Override
            public void release(int slot) {}
        }));
    }

    /** Directors whose lease is over at once. */
    @Test
    void aUnitWithoutDirectorIsSeen() {
        breaks("director-in-time", "director-killed", Mutation.NONE.withGuards(
                Guards.ALL.withRoles((slot, highest) -> new DirectorRole(slot, highest) {
                    @Override
                    protected boolean leaseAlive(long fromNs, long nowNs) {
                        return false;
                    }
                })));
    }

    /** Controllers that do not believe what they have won. */
    @Test
    void aUnitWithoutControllerIsSeen() {
        breaks("controller-in-time", "controller-killed", Mutation.NONE.withGuards(
                Guards.ALL.withControllers((number, nowNs) -> new ControllerRole(number, nowNs) {
                    @Override
                    protected boolean believes(long now) {
                        return false;
                    }
                })));
    }

    /** A chassis that does not know which blade is director. */
    @Test
    void aDirectorThatIsShedBeforeOthersIsSeen() {
        breaks("director-shed-last", "psu-loss-director-moved", Mutation.NONE.withDuties(own -> new Passing(own) {
            @Override
            public void onDirector(int slot) {
                super.onDirector(0);
            }
        }));
    }

    /** A handle that counts as open as soon as it shakes. */
    @Test
    void whatMustNotBeToldIsSeen() {
        ControlSettings settings = ControlSettings.DEFAULT;
        Mutation hasty = Mutation.NONE.withSettings(new ControlSettings(settings.poll(), settings.power(), settings.cooling(),
                new SlotTimes(0, settings.slots().discoverNs(), settings.slots().drain()), settings.restore(),
                settings.reEnrolNs()));
        broken("never-tells", ScenarioFile.read(Path.of("scenarios", "handle-bounce.yaml")), hasty);
    }

    /** Engines that send a dead one's stream on with numbers that may have been sent. */
    @Test
    void aStreamThatGoesOnWronglyIsSeen() {
        breaks("media-kept", "disk-failing", Mutation.NONE.withStation(
                io.mediachassis.sim.station.Guards.without(io.mediachassis.sim.station.Guards.RESCUE_AHEAD)));
    }

    private static void breaks(String oracle, String scenario, Mutation mutation) {
        Scenario file = ScenarioFile.read(Path.of("scenarios", scenario + ".yaml"));
        // All but one break while the faults last: nothing has to heal for them.
        broken(oracle, oracle.equals("healed") ? file : new Scenario(file.name(), file.shows(), file.seed(), file.unit(),
                file.duration(), Duration.ofSeconds(1), file.faults(), List.of(), List.of()), mutation);
    }

    private static void broken(String oracle, Scenario played, Mutation mutation) {
        Outcome outcome = new ScenarioRun(played, 1, mutation, Pace.VIRTUAL, new SystemClock()).run();
        assertTrue(outcome.verdicts().stream().anyMatch(verdict -> verdict.oracle().equals(oracle) && !verdict.held()),
                () -> oracle + " held: " + Report.text(List.of(outcome)));
    }

    /** Duties as they are. */
    private static class Passing implements ActiveDuties {
        private final ActiveDuties own;

        Passing(ActiveDuties own) {
            this.own = own;
        }

        @Override
        public void begin() {
            own.begin();
        }

        @Override
        public void end() {
            own.end();
        }

        @Override
        public void tick() {
            own.tick();
        }

        @Override
        public void linkUp(int slot) {
            own.linkUp(slot);
        }

        @Override
        public void linkDown(int slot) {
            own.linkDown(slot);
        }

        @Override
        public void heard(int slot) {
            own.heard(slot);
        }

        @Override
        public void fence(int slot) {
            own.fence(slot);
        }

        @Override
        public void release(int slot) {
            own.release(slot);
        }

        @Override
        public void suspect(int slot) {
            own.suspect(slot);
        }

        @Override
        public void onDirector(int slot) {
            own.onDirector(slot);
        }

        @Override
        public void report(ElectionAction.Report report) {
            own.report(report);
        }
    }

    @Test
    void sameSeedSameRun() {
        Scenario scenario = RandomScenarios.of(3);
        Outcome one = new ScenarioRun(scenario, 3, Mutation.NONE, Pace.VIRTUAL, new SystemClock()).run();
        Outcome two = new ScenarioRun(scenario, 3, Mutation.NONE, Pace.VIRTUAL, new SystemClock()).run();
        assertEquals(one.events(), two.events());
        assertEquals(one.happened(), two.happened());
        assertEquals(one.verdicts(), two.verdicts());
    }
}
