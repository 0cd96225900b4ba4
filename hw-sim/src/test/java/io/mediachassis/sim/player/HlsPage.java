package io.mediachassis.sim.player;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A page with hls.js in headless Chromium that plays, seeks and tells what it saw. Blocking; one thread. */
final class HlsPage implements AutoCloseable {
    private static final String SCRIPT = "/META-INF/resources/webjars/hls.js/1.4.12/dist/hls.min.js";
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String PAGE = """
            <!doctype html><video id="v" muted width="320"></video><script src="/hls.js"></script><script>
            const v = document.getElementById('v'), said = { errors: [], steps: [] };
            const frames = () => v.getVideoPlaybackQuality().totalVideoFrames;
            const tell = () => fetch('/said', { method: 'POST', body: JSON.stringify(said) });
            const until = async (what, f) => {
              for (let i = 0; i < 600 && !f(); i++) await new Promise(r => setTimeout(r, 100));
              said.steps.push({ what, ok: !!f(), at: v.currentTime, frames: frames() });
              if (!f()) throw new Error(what);
            };
            const h = new Hls({ maxBufferLength: 4 });
            h.on(Hls.Events.ERROR, (e, d) => { if (d.fatal) said.errors.push(d.type + ' ' + d.details); });
            h.on(Hls.Events.MANIFEST_PARSED, async () => {
              try {
                const l = h.levels[0];
                Object.assign(said, { codecs: l.attrs.CODECS, width: l.width, height: l.height, fps: +l.attrs['FRAME-RATE'] });
                await v.play();
                await until('plays', () => v.currentTime > 1.5);
                let before = frames();
                v.currentTime = 9;
                await until('after a seek forward', () => v.currentTime > 10 && frames() > before + 15);
                before = frames();
                v.currentTime = 3.2;
                await until('after a seek back', () => v.currentTime > 4.2 && v.currentTime < 9
                    && frames() > before + 15);
                v.currentTime = v.duration - 1.5;
                await until('ends', () => v.ended);
                Object.assign(said, { duration: v.duration, videoWidth: v.videoWidth });
              } catch (e) { said.errors.push(String(e)); }
              tell();
            });
            h.loadSource(new URLSearchParams(location.search).get('url'));
            h.attachMedia(v);
            setTimeout(tell, 80000);
            </script>
            """;

    private final HttpServer server;
    private final CompletableFuture<JsonNode> said = new CompletableFuture<>();

    HlsPage() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            switch (exchange.getRequestURI().getPath()) {
                case "/" -> answer(exchange, "text/html", PAGE.getBytes(StandardCharsets.UTF_8));
                case "/hls.js" -> answer(exchange, "text/javascript", script());
                case "/said" -> {
                    said.complete(JSON.readTree(exchange.getRequestBody().readAllBytes()));
                    answer(exchange, "text/plain", new byte[0]);
                }
                default -> {
                    exchange.sendResponseHeaders(404, -1);
                    exchange.close();
                }
            }
        });
        server.start();
    }

    private static byte[] script() throws IOException {
        try (InputStream in = HlsPage.class.getResourceAsStream(SCRIPT)) {
            if (in == null) {
                throw new IOException(SCRIPT + " is not on the class path");
            }
            return in.readAllBytes();
        }
    }

    private static void answer(HttpExchange exchange, String type, byte[] body) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(200, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    /** Opens the page on a playlist; gives what it said. */
    JsonNode play(String url, Path profile, Duration limit) throws IOException, InterruptedException {
        Path log = profile.resolveSibling("chromium.log");
        Process chromium = new ProcessBuilder(List.of("chromium", "--headless=new", "--no-sandbox", "--disable-gpu",
                        "--disable-dev-shm-usage", "--no-first-run", "--no-proxy-server", "--mute-audio",
                        "--autoplay-policy=no-user-gesture-required", "--user-data-dir=" + profile,
                        "http://127.0.0.1:" + server.getAddress().getPort() + "/?url=" + url))
                .redirectErrorStream(true).redirectOutput(log.toFile()).start();
        try {
            return said.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            throw new IOException("Chromium said nothing: " + Files.readString(log, StandardCharsets.ISO_8859_1), e);
        } finally {
            chromium.descendants().forEach(ProcessHandle::destroyForcibly);
            chromium.destroyForcibly().waitFor();
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
