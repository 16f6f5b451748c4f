// Stand-ins for payment gateways, on the loopback, that keep to the published protocols: Opayo's Form integration 4.00, and the API, the
// pages and the signed messages of GOV.UK Pay. They know what a payer did; our server knows it only by the protocol.
import { createCipheriv, createDecipheriv, createHmac, randomBytes } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import http from "node:http";
import https from "node:https";
import path from "node:path";

const html = (body) => `<!DOCTYPE html><html lang="en"><title>Gateway</title><h1>Gateway</h1>${body}</html>`;

class Gateway {
  // `tls`: the certificate and key of the story's server serve it too; else plain.
  async listen(answer, tls = null) {
    this.http = (tls ? https : http).createServer(tls ?? {}, (request, response) => {
      const chunks = [];
      request.on("data", (chunk) => chunks.push(chunk));
      request.on("end", () => {
        const url = new URL(request.url, "http://gateway");
        if (url.pathname === "/favicon.ico") return response.writeHead(204).end();
        const { status = 200, type = "text/html", body = "", location } =
          answer({ method: request.method, url, headers: request.headers, body: Buffer.concat(chunks).toString() });
        response.writeHead(status, { "content-type": type, ...(location ? { location } : {}) }).end(body);
      });
    });
    await new Promise((resolve) => this.http.listen(0, "127.0.0.1", resolve));
    this.origin = `${tls ? "https" : "http"}://127.0.0.1:${this.http.address().port}`;
  }

  // The story's server begins anew with this gateway.
  async takeOver(server, settings, keys) {
    const lines = Object.entries({ address: server.origin, ...settings });
    for (const [setting, content] of Object.entries(keys)) {
      const file = path.join(server.folder, setting);
      await writeFile(file, content, { mode: 0o600 });
      lines.push([setting, file]);
    }
    await writeFile(path.join(server.data, "payment.toml"), lines.map(([key, value]) => `${key} = "${value}"\n`).join(""));
    await server.stop();
    await server.serve([], server.port);
  }

  stop() {
    this.http.closeAllConnections();
    return new Promise((resolve) => this.http.close(resolve));
  }
}

const mandatory = ["VendorTxCode", "Amount", "Currency", "Description", "SuccessURL", "FailureURL", "BillingSurname", "BillingFirstnames",
  "BillingAddress1", "BillingCity", "BillingCountry", "DeliverySurname", "DeliveryFirstnames", "DeliveryAddress1", "DeliveryCity",
  "DeliveryCountry"];

export class OpayoForm extends Gateway {
  static async turnOn(server) {
    const gateway = new OpayoForm();
    gateway.password = randomBytes(8).toString("hex");
    gateway.transactions = new Map(); // VendorTxCode → the fields of the crypt
    const [cert, key] = await Promise.all(["certificate", "key"].map((one) => readFile(path.join(server.data, `tls-${one}.pem`))));
    await gateway.listen((request) => gateway.answer(request), { cert, key });
    const form = `${gateway.origin}/gateway/service/vspform-register.vsp`;
    await gateway.takeOver(server, { provider: "opayo-form", gateway: form, vendor: "examplevendor", billing_address: "Town Hall",
      billing_city: "Exampleton", billing_postcode: "ZZ99 3VZ" }, { password_file: gateway.password });
    return gateway;
  }

  // With which the payer's browser goes back; `amount` other than what was asked is a forgery that knows the password.
  returned(code, status, amount) {
    const asked = this.transactions.get(code);
    const fields = { VPSProtocol: "4.00", TxType: "PAYMENT", VendorTxCode: code, VPSTxId: "{8C0B2B0A-0000-0000-0000-000000000001}",
      Status: status, StatusDetail: status === "OK" ? "0000 : The Authorisation was Successful." : "2013 : The transaction was aborted.",
      ...(status === "OK" ? { TxAuthNo: "9962" } : {}), Amount: amount ?? asked.Amount, GiftAid: "0", CardType: "VISA",
      Last4Digits: "0006", ExpiryDate: "1230" };
    const text = Object.entries(fields).map(([name, value]) => `${name}=${value}`).join("&");
    const cipher = createCipheriv("aes-128-cbc", this.password, this.password);
    const crypt = `@${Buffer.concat([cipher.update(text), cipher.final()]).toString("hex").toUpperCase()}`;
    return `${status === "OK" ? asked.SuccessURL : asked.FailureURL}?crypt=${crypt}`;
  }

  answer({ method, url, body }) {
    if (method !== "POST") return { status: 405 };
    const form = new URLSearchParams(body);
    if (url.pathname === "/finish") {
      const code = form.get("code");
      this.transactions.get(code).Status = form.get("status");
      return { status: 302, location: this.returned(code, form.get("status")) };
    }
    return this.register(form);
  }

  register(form) {
    const invalid = (why) => ({ status: 200, body: html(`<p>INVALID: ${why}</p>`) });
    if ([...form.keys()].sort().join() !== "Crypt,TxType,VPSProtocol,Vendor") return invalid("fields");
    if (form.get("VPSProtocol") !== "4.00" || form.get("TxType") !== "PAYMENT") return invalid("protocol");
    if (form.get("Vendor") !== "examplevendor") return invalid("vendor");
    if (!/^@[0-9A-F]+$/.test(form.get("Crypt"))) return invalid("crypt");
    const cipher = createDecipheriv("aes-128-cbc", this.password, this.password);
    const text = Buffer.concat([cipher.update(form.get("Crypt").slice(1), "hex"), cipher.final()]).toString("latin1");
    const fields = Object.fromEntries(text.split("&").map((pair) => pair.split(/=(.*)/s).slice(0, 2)));
    const missing = mandatory.filter((name) => !fields[name]);
    if (missing.length > 0) return invalid(`3000 : ${missing} missing`);
    if (!/^[A-Za-z0-9._{}-]{1,40}$/.test(fields.VendorTxCode) || !/^\d+\.\d\d$/.test(fields.Amount)) return invalid("format");
    if (this.transactions.has(fields.VendorTxCode)) return invalid("4042 : The VendorTxCode has been used before");
    this.transactions.set(fields.VendorTxCode, fields);
    const code = `<input type="hidden" name="code" value="${fields.VendorTxCode}">`;
    const button = (status, words) =>
      `<form method="post" action="/finish">${code}<button name="status" value="${status}">${words}</button></form>`;
    return { body: html(`<p>${fields.Description}: ${fields.Amount}</p>${button("OK", "Pay now")}${button("ABORT", "Cancel")}`) };
  }
}

export class GovukPay extends Gateway {
  static async turnOn(server) {
    const gateway = new GovukPay();
    gateway.key = `api_test_${randomBytes(16).toString("hex")}`;
    gateway.secret = randomBytes(16).toString("hex");
    gateway.payments = new Map();
    await gateway.listen((request) => gateway.answer(request));
    gateway.ours = server;
    await gateway.takeOver(server, { provider: "govuk-pay", gateway: gateway.origin, pages: gateway.origin },
      { key_file: gateway.key, webhook_file: gateway.secret });
    return gateway;
  }

  view(payment) {
    const next = payment.state.finished ? null : { href: `${this.origin}/secure/${payment.payment_id}`, method: "GET" };
    return JSON.stringify({ ...payment, _links: { self: { href: `${this.origin}/v1/payments/${payment.payment_id}` }, next_url: next } });
  }

  answer({ method, url, headers, body }) {
    if (url.pathname.startsWith("/v1/")) return { type: "application/json", ...this.api(method, url, headers, body) };
    const payment = this.payments.get(url.pathname.split("/").at(-1));
    if (!payment) return { status: 404 };
    if (method === "POST") {
      const paid = new URLSearchParams(body).get("do") === "pay";
      payment.state = { status: paid ? "success" : "failed", finished: true };
      return { status: 303, location: payment.return_url };
    }
    const button = (value, words) => `<form method="post"><button name="do" value="${value}">${words}</button></form>`;
    return { body: html(`<p>${payment.description}: ${payment.amount}</p>${button("pay", "Pay now")}${button("cancel", "Cancel")}`) };
  }

  api(method, url, headers, body) {
    if (headers.authorization !== `Bearer ${this.key}`) return { status: 401, body: "{}" };
    if (method === "POST" && url.pathname === "/v1/payments") {
      const { amount, reference, description, return_url: back } = JSON.parse(body);
      const valid = Number.isInteger(amount) && amount > 0 && reference.length <= 255 && description.length <= 255;
      if (!valid || !back.startsWith("https://")) return { status: 422, body: "{}" };
      const payment = { amount, reference, description, return_url: back, payment_id: randomBytes(13).toString("hex"),
        state: { status: "created", finished: false } };
      this.payments.set(payment.payment_id, payment);
      return { status: 201, body: this.view(payment) };
    }
    const payment = this.payments.get(url.pathname.split("/").at(-1));
    return payment ? { status: 200, body: this.view(payment) } : { status: 404, body: "{}" };
  }

  // The payer paid and closed the browser; GOV.UK Pay says so itself. The status that our server answers with.
  async tell(payment, secret = this.secret) {
    payment.state = { status: "success", finished: true };
    const message = JSON.stringify({ id: "123abc", api_version: 1, resource_id: payment.payment_id, resource_type: "PAYMENT",
      event_type: "CARD_PAYMENT_SUCCEEDED", resource: payment });
    const headers = { "content-type": "application/json", "pay-signature": createHmac("sha256", secret).update(message).digest("hex") };
    return new Promise((resolve, reject) => {
      https.request(`${this.ours.origin}/payments/told`, { method: "POST", headers, rejectUnauthorized: false }, (response) => {
        response.resume().on("end", () => resolve(response.statusCode));
      }).on("error", reject).end(message);
    });
  }
}
