package io.mediachassis.controller.api;

import io.mediachassis.backplane.proto.AgentStatus;
import io.mediachassis.backplane.proto.BlueLed;
import io.mediachassis.backplane.proto.ControllerStatus;
import io.mediachassis.backplane.proto.CoolingZoneStatus;
import io.mediachassis.backplane.proto.CounterDeclaration;
import io.mediachassis.backplane.proto.DistributeReply;
import io.mediachassis.backplane.proto.DistributeStart;
import io.mediachassis.backplane.proto.DistributeStop;
import io.mediachassis.backplane.proto.DistributionStatus;
import io.mediachassis.backplane.proto.FanTrayStatus;
import io.mediachassis.backplane.proto.Heat;
import io.mediachassis.backplane.proto.HotSwapState;
import io.mediachassis.backplane.proto.Identity;
import io.mediachassis.backplane.proto.IngestStatus;
import io.mediachassis.backplane.proto.LoadReport;
import io.mediachassis.backplane.proto.InteractiveService;
import io.mediachassis.backplane.proto.NvodRepairStatus;
import io.mediachassis.backplane.proto.NvodReply;
import io.mediachassis.backplane.proto.NvodSet;
import io.mediachassis.backplane.proto.NvodSetStatus;
import io.mediachassis.backplane.proto.NvodStart;
import io.mediachassis.backplane.proto.NvodStop;
import io.mediachassis.backplane.proto.NvodStreamStatus;
import io.mediachassis.backplane.proto.OnwardStatus;
import io.mediachassis.backplane.proto.OnwardStream;
import io.mediachassis.backplane.proto.PowerStatus;
import io.mediachassis.backplane.proto.ProgramHolding;
import io.mediachassis.backplane.proto.PsuStatus;
import io.mediachassis.backplane.proto.PublishReply;
import io.mediachassis.backplane.proto.PublishRequest;
import io.mediachassis.backplane.proto.Role;
import io.mediachassis.backplane.proto.Sensor;
import io.mediachassis.backplane.proto.SlotStatus;
import io.mediachassis.backplane.proto.Standing;
import io.mediachassis.backplane.proto.StreamStatus;
import io.mediachassis.backplane.proto.UnitEvent;
import io.mediachassis.backplane.proto.UnitSnapshot;
import io.mediachassis.backplane.term.Term;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** A desk with a snapshot made by hand; writes down its orders. */
public final class FakeDesk implements UnitDesk {
    public volatile UnitSnapshot snapshot = unit(true, "");
    public volatile PublishReply publishReply = PublishReply.getDefaultInstance();
    public volatile NvodReply nvodReply = NvodReply.newBuilder().setStatus(200).setText("done").build();
    public volatile DistributeReply distributeReply = DistributeReply.newBuilder().setStatus(200).setText("done").build();
    /** The last one that was ordered. */
    public DistributeStart lastDistribution = DistributeStart.getDefaultInstance();
    public final List<String> orders = new CopyOnWriteArrayList<>();
    public final List<UnitEvent> stored = new CopyOnWriteArrayList<>();
    public final List<Consumer<UnitEvent>> listeners = new CopyOnWriteArrayList<>();

    /** Slots 1 (director) and 2 in service, 3 off, 4 empty; programs film (both), news (coming), junk (failed). */
    public static UnitSnapshot unit(boolean active, String otherApi) {
        long t = 1_795_255_200_000L; // 2026-11-21T10:00:00Z
        return UnitSnapshot.newBuilder()
                .setSequence(7)
                .setActive(active)
                .setController(1)
                .setEpoch(3)
                .setActiveSinceEpochMs(t)
                .setChassisSerial("SIM-1")
                .setSlotCount(4)
                .setDirectorSlot(1)
                .setTerm(new Term(3, 2).toProto())
                .setDirectorSinceEpochMs(t)
                .setStationName("Station 1")
                .setStationAddress("127.0.1.100")
                .setStationRtspUrl("rtsp://127.0.1.100:8554/")
                .setStationHttpUrl("http://127.0.1.100:8080/")
                .setAtEpochMs(t)
                .addControllers(ControllerStatus.newBuilder()
                        .setNumber(1)
                        .setActive(active)
                        .setHealthy(true)
                        .putCounters("link_frames_in_total", 12)
                        .setApiUrl("http://127.0.1.101:8081"))
                .addControllers(ControllerStatus.newBuilder()
                        .setNumber(2)
                        .setActive(!active && !otherApi.isEmpty())
                        .setHealthy(true)
                        .setApiUrl(otherApi))
                .addCounterDeclarations(counter("link_frames_in_total", "frames", "Frames taken."))
                .addCounterDeclarations(counter("rtsp_sessions_total", "sessions", "Sessions set up."))
                .addPsus(PsuStatus.newBuilder().setNumber(1).setPresent(true).setOk(true).setCapacityWatts(1200))
                .setPower(PowerStatus.newBuilder()
                        .setRedundancy(PowerStatus.Redundancy.N_PLUS_1)
                        .setInstalledWatts(2400)
                        .setGoodWatts(1200)
                        .setUsableWatts(1200)
                        .setPromisedWatts(290)
                        .setMeasuredWatts(180)
                        .setRestore("previous"))
                .addFanTrays(FanTrayStatus.newBuilder().setNumber(1).setPresent(true).setDutyPercent(41))
                .addCoolingZones(CoolingZoneStatus.newBuilder()
                        .setName("chassis")
                        .addAllSlots(List.of(1, 2, 3, 4, 5, 6, 7, 8))
                        .addAllFanTrays(List.of(1, 2))
                        .setState(CoolingZoneStatus.State.FAILSAFE)
                        .setReason("Temperature 2 of blade 2 is not believed: it gives no reading")
                        .setLevelPercent(75)
                        .setOrderedPercent(100)
                        .setMinimumPercent(32)
                        .setTargetMilliCelsius(65_000)
                        .setHottestMilliCelsius(41_500)
                        .setHottestSlot(1)
                        .setHottestSensor(101)
                        .setInletMilliCelsius(24_000)
                        .setWatts(180)
                        .setFans(4)
                        .setFansWorking(3)
                        .setSensorsLost(1))
                .addFanTrays(FanTrayStatus.newBuilder()
                        .setNumber(1)
                        .setPresent(true)
                        .setDutyPercent(100)
                        .addSensors(Sensor.newBuilder()
                                .setNumber(2)
                                .setName("Fan 2")
                                .setType(Sensor.Type.RPM)
                                .setMilli(4_500_000)
                                .setStatus(Sensor.Status.OK)
                                .setStanding(Standing.LOWER_CRITICAL)
                                .addAllLowerMilli(List.of(7_650_000L, 6_300_000L, 1_800_000L))))
                .addSlots(blade(1)
                        .setAgent(agent(Role.DIRECTOR)
                                .putCounters("link_frames_in_total", 345)
                                .putCounters("rtsp_sessions_total", 6)
                                .addStreams(StreamStatus.newBuilder()
                                        .setSession(-2)
                                        .setProgramId("film")
                                        .setEngineSlot(1)
                                        .setAnchorSlot(2)
                                        .setClient("127.0.0.1:5000")
                                        .setTransport("RTP/AVP")
                                        .setState("playing")
                                        .setPositionMs(61_000)
                                        .setDurationMs(120_500)
                                        .setUserAgent("Lavf"))
                                .addNvodSets(NvodSetStatus.newBuilder()
                                        .setSet(NvodSet.newBuilder()
                                                .setId("239.1.1.0")
                                                .setProgramId("film")
                                                .setGroup(0xef010100)
                                                .setPort(5010)
                                                .setRtp(true)
                                                .setIntervalMs(60_000)
                                                .setEpochNs(t * 1_000_000))
                                        .setDurationMs(120_000)
                                        .setBitRate(4_000_000)
                                        .setSourceAddress("127.0.1.100")
                                        .setHttpBase("http://127.0.1.100:8080")
                                        .setRtspBase("rtsp://127.0.1.100:8554")
                                        .setRepair(NvodRepairStatus.newBuilder()
                                                .setStreams(1)
                                                .setAsked(40)
                                                .setUnicast(30)
                                                .setMulticast(7)
                                                .setUnanswered(3)
                                                .setReportedLost(50)
                                                .setResidualLost(2)
                                                .setService(InteractiveService.newBuilder()
                                                        .setHere(4)
                                                        .setDirectly(1)
                                                        .setLast("directly by blade 2: it holds it and has room")
                                                        .setLastEpochMs(t)))
                                        .addStreams(NvodStreamStatus.newBuilder()
                                                .setState(NvodStreamStatus.State.SENDING)
                                                .setEngineSlot(2)
                                                .setPositionMs(30_000)
                                                .setPlays(1)
                                                .setNextStartEpochMs(t + 120_000))
                                        .addStreams(NvodStreamStatus.newBuilder()
                                                .setState(NvodStreamStatus.State.WAITING)
                                                .setNextStartEpochMs(t + 60_000)))
                                .addIngests(IngestStatus.newBuilder()
                                        .setProgramId("junk")
                                        .setTitle("Junk")
                                        .setState("failed")
                                        .setError("not readable"))))
                .addSlots(blade(2)
                        .setAgent(agent(Role.ENGINE)
                                .addDistributions(DistributionStatus.newBuilder()
                                        .setId("live")
                                        .setInput("udp://@:5000")
                                        .setState(DistributionStatus.State.RECEIVING)
                                        .setDurationMs(65_000)
                                        .setBitRate(4_000_000)
                                        .setStoredBytes(1_000_000)
                                        .setStalls(2)
                                        .setTrouble("no RTP comes")
                                        .addOnward(OnwardStatus.newBuilder()
                                                .setStream(OnwardStream.newBuilder()
                                                        .setTarget("udp://192.0.2.7:5000")
                                                        .setOffsetMs(30_000)
                                                        .setLoops(2))
                                                .setState(OnwardStatus.State.SENDING)
                                                .setPlays(1)
                                                .setPositionMs(35_000)
                                                .setPackets(12_345)))
                                .putCounters("link_frames_in_total", 0)
                                .putCounters("rtsp_sessions_total", 0)
                                .addIngests(IngestStatus.newBuilder()
                                        .setProgramId("news")
                                        .setTitle("News")
                                        .setState("remuxing")
                                        .setBytesDone(25)
                                        .setBytesTotal(100))))
                .addSlots(SlotStatus.newBuilder()
                        .setSlot(3)
                        .setPresent(true)
                        .setCbcReachable(true)
                        .setState(HotSwapState.M1_INACTIVE)
                        .setHandleOpen(true)
                        .setBlueLed(BlueLed.BLUE_ON)
                        .setReason("Gets no power: it is a controller board")
                        .setNeedWatts(95)
                        .setAddress("127.0.1.3"))
                .addSlots(SlotStatus.newBuilder().setSlot(4).setState(HotSwapState.M0_NOT_INSTALLED))
                .build();
    }

    private static CounterDeclaration counter(String name, String unit, String sentence) {
        return CounterDeclaration.newBuilder().setName(name).setUnit(unit).setSentence(sentence).build();
    }

    private static SlotStatus.Builder blade(int slot) {
        return SlotStatus.newBuilder()
                .setSlot(slot)
                .setPresent(true)
                .setCbcReachable(true)
                .setPowered(true)
                .setLinkUp(true)
                .setState(HotSwapState.M4_ACTIVE)
                .setAddress("127.0.1." + slot)
                .setBoard(Identity.newBuilder().setPartNumber("MB-1").setSerialNumber("B" + slot))
                .addSensors(Sensor.newBuilder()
                        .setNumber(101)
                        .setName("Temperature 1")
                        .setType(Sensor.Type.CELSIUS)
                        .setMilli(41_500)
                        .setStanding(Standing.STANDING_NORMAL)
                        .addAllUpperMilli(List.of(75_000L, 85_000L, 92_000L))
                        .setStatus(Sensor.Status.OK))
                .setHeat(slot == 2 ? Heat.THROTTLED : Heat.HEAT_NORMAL)
                .setAdmittedPercent(slot == 2 ? 50 : 100);
    }

    private static AgentStatus.Builder agent(Role role) {
        return AgentStatus.newBuilder()
                .setRole(role)
                .setState("in service")
                .setUptimeMs(75_000)
                .setLoad(LoadReport.newBuilder()
                        .setInService(true)
                        .setStreams(1)
                        .setStreamsCapacity(500)
                        .setEgressBps(4_000_000)
                        .setDiskFreeBytes(1_500_000_000L))
                .addPrograms(ProgramHolding.newBuilder()
                        .setProgramId("film")
                        .setTitle("My film")
                        .setDurationMs(120_500)
                        .setBytes(60_000_000)
                        .setBitRate(4_000_000)
                        .setSegmentsTotal(3)
                        .addSegmentRanges(0)
                        .addSegmentRanges(2));
    }

    public static UnitEvent event(long number, String kind) {
        return UnitEvent.newBuilder()
                .setNumber(number)
                .setAtEpochMs(1_795_255_200_000L)
                .setSeverity(UnitEvent.Severity.WARNING)
                .setKind(kind)
                .setSlot(3)
                .setText("Something happened")
                .build();
    }

    /** Stores an event and tells the followers. */
    public void happens(UnitEvent event) {
        stored.add(event);
        listeners.forEach(l -> l.accept(event));
    }

    @Override
    public UnitSnapshot snapshot() {
        return snapshot;
    }

    @Override
    public List<UnitEvent> events(long after, int limit) {
        return stored.stream().filter(e -> e.getNumber() > after).limit(limit).toList();
    }

    @Override
    public List<UnitEvent> newestEvents(int limit) {
        return List.copyOf(stored.subList(Math.max(0, stored.size() - limit), stored.size()));
    }

    @Override
    public AutoCloseable follow(Consumer<UnitEvent> listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    @Override
    public CompletionStage<Result> power(int slot, boolean on) {
        return ordered("power " + slot + " " + on);
    }

    @Override
    public CompletionStage<Result> out(int slot, boolean extract, boolean force) {
        return ordered((extract ? "extract " : "shutdown ") + slot + (force ? " --force" : ""));
    }

    @Override
    public CompletionStage<Result> reset(int slot) {
        return slot == 3
                ? CompletableFuture.completedFuture(Result.refused("the blade is off", "switch it on first"))
                : ordered("reset " + slot);
    }

    @Override
    public CompletionStage<Result> identify(int slot, boolean on) {
        return ordered("identify " + slot + " " + on);
    }

    @Override
    public CompletionStage<Result> handOver(int slot) {
        return ordered("hand-over " + slot);
    }

    @Override
    public CompletionStage<Result> switchOver() {
        return ordered("switch-over");
    }

    @Override
    public CompletionStage<NvodReply> nvodStart(NvodStart order) {
        orders.add("nvod start " + order.getProgramId() + " " + order.getIntervalMs() + " " + order.getGroup() + ":"
                + order.getPort() + (order.getUdp() ? " udp" : " rtp") + (order.getSourceSpecific() ? " ssm" : "") + " loops "
                + order.getLoops() + " interleave " + order.getInterleave()
                + (order.getInterleaveForced() ? " forced" : ""));
        return CompletableFuture.completedFuture(nvodReply);
    }

    @Override
    public CompletionStage<NvodReply> nvodStop(NvodStop order) {
        orders.add("nvod stop " + order.getId());
        return CompletableFuture.completedFuture(nvodReply);
    }

    @Override
    public CompletionStage<DistributeReply> distribute(int slot, DistributeStart order) {
        lastDistribution = order;
        orders.add("distribute " + slot + " " + order.getInput() + " silent " + order.getOnStall() + " " + order.getStallMs()
                + " " + order.getOnwardList().stream()
                        .map(o -> o.getTarget() + " after " + o.getOffsetMs() + " loops "
                                + (o.getForever() ? "forever" : Integer.toString(o.getLoops())))
                        .toList());
        return CompletableFuture.completedFuture(distributeReply);
    }

    @Override
    public CompletionStage<DistributeReply> distributeStop(int slot, DistributeStop order) {
        orders.add("distribute stop " + slot + " " + order.getId());
        return CompletableFuture.completedFuture(distributeReply);
    }

    @Override
    public CompletionStage<PublishReply> publish(PublishRequest request) {
        orders.add("publish " + request.getTitle() + " " + request.getSize() + " " + request.getFileName());
        return publishReply.getProgramId().isEmpty()
                ? CompletableFuture.failedFuture(new DeskException("there is no director now", "try again soon"))
                : CompletableFuture.completedFuture(publishReply);
    }

    private CompletionStage<Result> ordered(String order) {
        orders.add(order);
        return CompletableFuture.completedFuture(Result.done("Done: " + order));
    }
}
