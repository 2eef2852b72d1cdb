# SPDX-License-Identifier: MIT
"""A headless Chromium that opens one report at a time, and what is asked of it."""
import tempfile
import time
from pathlib import Path

from selenium import webdriver
from selenium.webdriver.chrome.service import Service

PATIENCE = 60  # a page that takes longer hangs
SWITCHES = ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
            "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage", "--allow-file-access-from-files", "--window-size=1360,1000")


def expect(condition, *what):
    if not condition:
        raise AssertionError(" ".join(str(part) for part in what))


class Browser:
    def __init__(self):
        self.profile = tempfile.TemporaryDirectory(prefix="fleetdig-chromium-")
        options = webdriver.ChromeOptions()
        for switch in SWITCHES:
            options.add_argument(switch)
        options.add_argument(f"--user-data-dir={self.profile.name}")
        options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
        self.driver = webdriver.Chrome(service=Service("/usr/bin/chromedriver"), options=options)
        self.driver.set_script_timeout(PATIENCE)

    def close(self):
        self.driver.quit()
        self.profile.cleanup()

    def js(self, text, *arguments):
        return self.driver.execute_script(text, *arguments)

    def until(self, text, *arguments):
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            value = self.js("return " + text, *arguments)
            if value:
                return value
            time.sleep(0.02)
        raise AssertionError("never came true: " + text)

    def open(self, path, fragment=""):
        self.driver.get("about:blank")
        self.driver.get(Path(path).as_uri() + fragment)
        self.until("document.documentElement.dataset.ready === 'yes'")
        self.js("document.documentElement.style.scrollBehavior = 'auto'")

    def text(self, selector):
        return self.js("return document.querySelector(arguments[0]).textContent", selector)

    def texts(self, selector):
        return self.js("return [...document.querySelectorAll(arguments[0])].map((node) => node.textContent)", selector)

    def find(self, selector):
        return self.driver.find_element("css selector", selector)

    def choose(self, selector, value):
        self.js("const node = document.querySelector(arguments[0]); node.value = arguments[1]; node.dispatchEvent(new Event('change'))", selector, value)

    def cdp(self, command, **parameters):
        return self.driver.execute_cdp_cmd(command, parameters)

    def media(self, kind="", **features):
        self.cdp("Emulation.setEmulatedMedia", media=kind, features=[{"name": name.replace("_", "-"), "value": value} for name, value in features.items()])

    def complaints(self):
        """What the console holds: errors, warnings, violations of the policy."""
        return [entry["message"] for entry in self.driver.get_log("browser")]
