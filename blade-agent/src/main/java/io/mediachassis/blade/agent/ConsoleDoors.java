package io.mediachassis.blade.agent;

import io.mediachassis.backplane.daemon.OpenParts;
import io.mediachassis.backplane.link.ListeningPorts;
import io.mediachassis.backplane.link.Transport;
import io.mediachassis.blade.director.ArpStation;
import io.mediachassis.blade.director.RtcpForwarder;
import io.mediachassis.blade.director.StationAddress;
import io.mediachassis.blade.director.StationPorts;
import io.mediachassis.blade.http.HttpMediaServer;
import io.mediachassis.blade.locate.BladePort;
import io.mediachassis.blade.locate.LocateService;
import io.mediachassis.blade.os.Ipv4Endpoint;
import io.mediachassis.blade.os.UdpSocket;
import io.mediachassis.blade.rtsp.RtspServer;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.nio.NioDatagramChannel;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.CompletableFuture;

/** Where consoles and other blades come in: this blade's own ports, and the station's while it is director. */
final class ConsoleDoors {
    private final int slot;
    private final AgentConfig config;
    private final EventLoop control;
    private final ListeningPorts ports;

    ConsoleDoors(int slot, AgentConfig config, EventLoop control, ListeningPorts ports) {
        this.slot = slot;
        this.config = config;
        this.control = control;
        this.ports = ports;
    }

    static Class<? extends DatagramChannel> datagrams(EventLoopGroup loops) {
        return Transport.of(loops) == Transport.EPOLL ? EpollDatagramChannel.class : NioDatagramChannel.class;
    }

    /** The station address in the configured form. */
    StationAddress station(StationPorts stationPorts, OpenParts closing) throws IOException {
        if (config.station().form() == AgentConfig.Form.LOOPBACK) {
            return stationPorts;
        }
        ArpStation station = new ArpStation(
                stationPorts, InetAddress.getByName(config.station().address()),
                InetAddress.getByName(config.addressOf(slot)), control);
        closing.add(station);
        return station;
    }

    /** What the station's ports are; they open with the role. */
    void ofStation(
            StationPorts station, RtspServer rtsp, HttpMediaServer http, EventLoopGroup httpLoops,
            LocateService locate, RtcpForwarder forwarder) {
        String at = config.station().address();
        station.rtsp(rtsp, new InetSocketAddress(at, config.ports().rtsp()))
                .http(http, new InetSocketAddress(at, config.ports().http()), httpLoops)
                .port("locate", () -> locate.bind(new InetSocketAddress(at, config.ports().locate())))
                .datagrams("rtp", () -> forwarder.bind(new InetSocketAddress(at, config.ports().media())))
                .datagrams("rtcp", () -> forwarder.bind(new InetSocketAddress(at, config.ports().media() + 1)));
    }

    /** Where this engine's streams leave: none is opened over UDP before. */
    void open(EngineParts engine) {
        open(StatusReports.RTP, engine.rtp, config.ports().media(), "no stream leaves this blade by UDP");
        open(StatusReports.RTCP, engine.rtcp, config.ports().media() + 1, "this blade's streams have no reports");
        engine.streams.udpWhen(() -> ports.isOpen(StatusReports.RTP) && ports.isOpen(StatusReports.RTCP));
    }

    private void open(String name, UdpSocket socket, int port, String without) {
        InetSocketAddress at = new InetSocketAddress(config.addressOf(slot), port);
        ports.open(name, at, without, () -> {
            try {
                socket.bind(Ipv4Endpoint.of(at));
                return CompletableFuture.completedFuture(null);
            } catch (IOException e) {
                return CompletableFuture.failedFuture(e);
            }
        });
    }

    /** This engine's own. */
    void open(RtspServer rtsp, HttpMediaServer http) {
        InetSocketAddress rtspAt = new InetSocketAddress(config.addressOf(slot), config.ports().rtsp());
        InetSocketAddress httpAt = new InetSocketAddress(config.addressOf(slot), config.ports().http());
        ports.open(StatusReports.RTSP, rtspAt, "consoles can't play from this blade", () -> rtsp.bind(rtspAt));
        ports.open(StatusReports.HTTP, httpAt, "this blade takes and gives no programs", () -> http.bind(httpAt));
    }

    /** For load polls, and the director's locate questions. */
    void open(BladePort port) {
        InetSocketAddress at = new InetSocketAddress(config.addressOf(slot), config.ports().locate() + 1);
        ports.open("locate of blades", at, "the director does not know how busy this blade is", () -> {
            CompletableFuture<Void> bound = new CompletableFuture<>();
            new Bootstrap()
                    .group(control)
                    .channel(datagrams(control))
                    .handler(port)
                    .bind(at)
                    .addListener(done -> {
                        if (done.isSuccess()) {
                            bound.complete(null);
                        } else {
                            bound.completeExceptionally(done.cause());
                        }
                    });
            return bound;
        });
    }
}
