// A browser gives no worker to a page that is opened from disk, and search needs one: there it
// runs in a hidden frame.
if (location.protocol === "file:") {
  window.Worker = class extends EventTarget {
    constructor(url) {
      super()
      this.waiting = []
      const frame = document.createElement("iframe")
      frame.hidden = true
      frame.setAttribute("aria-hidden", "true")
      document.body.append(frame)
      const inside = frame.contentWindow
      // What the program in the frame says to its page.
      inside.postMessage = data => this.dispatchEvent(new MessageEvent("message", { data }))
      inside.importScripts = (...urls) => urls.reduce(
        (before, next) => before.then(() => this.load(frame, next)), Promise.resolve()
      )
      this.load(frame, url).then(() => {
        this.hear = data => inside.dispatchEvent(new MessageEvent("message", { data }))
        this.waiting.forEach(this.hear)
      })
    }

    load(frame, url) {
      return new Promise((resolve, reject) => {
        const script = frame.contentDocument.createElement("script")
        script.src = new URL(url, location)
        script.onload = resolve
        script.onerror = reject
        frame.contentDocument.body.append(script)
      })
    }

    postMessage(data) {
      this.hear ? this.hear(data) : this.waiting.push(data)
    }

    set onmessage(hear) {
      this.addEventListener("message", hear)
    }

    terminate() {}
  }
}
