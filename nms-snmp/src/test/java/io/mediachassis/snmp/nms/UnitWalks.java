package io.mediachassis.snmp.nms;

import static org.awaitility.Awaitility.await;

import io.mediachassis.backplane.clock.SystemClock;
import io.mediachassis.backplane.proto.CoolingZoneStatus;
import io.mediachassis.backplane.proto.CounterDeclaration;
import io.mediachassis.backplane.proto.Heat;
import io.mediachassis.backplane.proto.HotSwapState;
import io.mediachassis.backplane.proto.NetworkInterface;
import io.mediachassis.backplane.proto.PowerStatus;
import io.mediachassis.backplane.proto.Role;
import io.mediachassis.backplane.proto.Sensor;
import io.mediachassis.backplane.proto.Standing;
import io.mediachassis.backplane.proto.UnitSnapshot;
import io.mediachassis.snmp.SampleUnit;
import io.mediachassis.snmp.agent.AgentSettings;
import io.mediachassis.snmp.agent.DurableState;
import io.mediachassis.snmp.order.UnitOrders;
import io.mediachassis.snmp.daemon.SnmpAgent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.snmp4j.smi.OID;
import org.snmp4j.smi.Variable;

/**
 * Walks of one running agent, taken once for all tests of this package.
 *
 * @param well the sample unit, in which all is well
 * @param broken the same unit in trouble, see {@link #brokenUnit(UnitSnapshot.Builder)}
 */
record UnitWalks(Walk well, Walk broken) {
    static final OID DIRECTOR_SLOT = new OID("1.3.6.1.4.1.32473.2.1.2.1.0");

    private static final class Once {
        static final UnitWalks WALKS = take();
    }

    static UnitWalks get() {
        return Once.WALKS;
    }

    /** A sensor of each kind that a board may have, and a counter, beside what the sample unit has. */
    private static UnitSnapshot.Builder wellUnit() {
        UnitSnapshot.Builder unit = SampleUnit.snapshot();
        unit.addCounterDeclarations(CounterDeclaration.newBuilder().setName("frames_total").setUnit("frames")
                .setSentence("Frames taken."));
        unit.getSlotsBuilder(0).getAgentBuilder().putCounters("frames_total", 17);
        unit.getControllersBuilder(0).putCounters("frames_total", 5);
        unit.setPower(PowerStatus.newBuilder().setRedundancy(PowerStatus.Redundancy.N_PLUS_1).setRedundant(true)
                .setInstalledWatts(2400).setGoodWatts(2400).setUsableWatts(1200).setPromisedWatts(700)
                .setMeasuredWatts(312));
        unit.getPsusBuilder(0).addSensors(SampleUnit.sensor(3, "Output current", Sensor.Type.AMPERES, 26_040));
        return unit;
    }

    /**
     * No director; blade 1 without its CBC; blade 2 hot and throttled, and nearly out of disk and of streams; blade 3 lost; blade 5
     * pulled; a cable out of blade 1, whose memory is nearly full; a power supply failed, so that the next one may not; fan 1.1 nearly stopped,
     * the speed of fan 2.2 unreadable, a sensor not believed, for which the fans are at the failsafe level; controller 2 not well.
     */
    private static UnitSnapshot.Builder brokenUnit(UnitSnapshot.Builder unit) {
        unit.setDirectorSlot(0).removeSlots(3);
        unit.getSlotsBuilder(0).setCbcReachable(false).getHostBuilder().setMemoryUsedBytes(63L << 30)
                .getInterfacesBuilder(2).setOper(NetworkInterface.Oper.DOWN);
        unit.getSlotsBuilder(1).setHeat(Heat.THROTTLED).setAdmittedPercent(50)
                .setReason("Too hot: takes less").getSensorsBuilder(0).setMilli(71_340)
                .setStanding(Standing.UPPER_CRITICAL);
        unit.getSlotsBuilder(0).getSensorsBuilder(0).setStanding(Standing.LOWER_CAUTION);
        unit.getCoolingZonesBuilder(0).setState(CoolingZoneStatus.State.FAILSAFE).setReason("a sensor is not believed")
                .setOrderedPercent(75).setFansWorking(2).setSensorsLost(1);
        unit.getPowerBuilder().setRedundant(false);
        unit.getSlotsBuilder(1).getAgentBuilder().setRole(Role.ENGINE).getLoadBuilder()
                .setStreams(495).setDiskFreeBytes(100_000_000_000L);
        unit.getSlotsBuilder(2).setState(HotSwapState.M7_COMMUNICATION_LOST).setLinkUp(false)
                .getAgentBuilder().getLoadBuilder().setInService(false);
        unit.getPsusBuilder(0).setOk(false);
        unit.getFanTraysBuilder(0).getSensorsBuilder(0).setMilli(120_000);
        unit.getFanTraysBuilder(1).getSensorsBuilder(1).setStatus(Sensor.Status.NONOPERATIONAL);
        unit.getControllersBuilder(1).setHealthy(false);
        return unit;
    }

    private static UnitWalks take() {
        InetSocketAddress address = freeAddress();
        try (SnmpAgent agent = agent(address, Files.createTempDirectory("nms"));
                Manager manager = new Manager(address)) {
            agent.start().snapshot(wellUnit().build());
            await().atMost(Duration.ofSeconds(10)).until(() -> agent.engine() != null);
            Walk well = manager.walk();
            agent.snapshot(brokenUnit(wellUnit()).build());
            Walk broken = await().atMost(Duration.ofSeconds(10)).until(manager::walk,
                    w -> w.get(DIRECTOR_SLOT).map(Variable::toInt).orElse(-1) == 0);
            return new UnitWalks(well, broken);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** An agent that is not started. */
    static SnmpAgent agent(InetSocketAddress address, Path folder) throws IOException {
        AgentSettings settings = new AgentSettings(address, 32473, "ops@example.net", "rack 4", "",
                Optional.of("public"), List.of(), List.of(), 50, 2);
        return new SnmpAgent(settings, DurableState.load(folder), Duration.ofSeconds(30), UnitOrders.NONE, new SystemClock());
    }

    static InetSocketAddress freeAddress() {
        try (DatagramSocket s = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            return new InetSocketAddress(s.getLocalAddress(), s.getLocalPort());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
