import EmendCore
import EmendMatching
import Testing

struct LanguageTests {
    struct Row: CustomTestStringConvertible, Sendable {
        let text: String
        let code: String
        var running: String?
        var expected: [String] = []
        var testDescription: String { "\(code): \(text.prefix(30))" }

        init(_ code: String, _ text: String, running: String? = nil, expected: [String] = []) {
            (self.code, self.text, self.running, self.expected) = (code, text, running, expected)
        }
    }

    static let sentences = [
        Row("en", "Hello, I would like to know when my order will be delivered to my house."),
        Row("de", "Guten Tag, ich möchte gerne wissen, wann meine Bestellung geliefert wird."),
        Row("fr", "Bonjour, je voudrais savoir quand ma commande sera livrée chez moi."),
        Row("es", "Hola, me gustaría saber cuándo llegará mi pedido a mi casa, por favor."),
        Row("it", "Buongiorno, vorrei sapere quando verrà consegnato il mio ordine a casa."),
        Row("pt", "Olá, gostaria de saber quando a minha encomenda vai ser entregue em casa."),
        Row("nl", "Hallo, ik zou graag willen weten wanneer mijn bestelling wordt geleverd."),
        Row("sv", "Hej, jag skulle vilja veta när min beställning kommer att levereras hem."),
        Row("nb", "Hei, jeg lurer på når bestillingen min blir levert hjem til meg, takk.", expected: ["nb"]),
        Row("da", "Hej, jeg vil gerne vide, hvornår min bestilling bliver leveret til mig.", expected: ["da"]),
        Row("fi", "Hei, haluaisin tietää, milloin tilaukseni toimitetaan kotiini."),
        Row("pl", "Dzień dobry, chciałbym wiedzieć, kiedy moje zamówienie zostanie dostarczone."),
        Row("cs", "Dobrý den, chtěl bych vědět, kdy bude moje objednávka doručena domů."),
        Row("hu", "Jó napot, szeretném tudni, hogy mikor szállítják ki a rendelésemet."),
        Row("tr", "Merhaba, siparişimin ne zaman evime teslim edileceğini öğrenmek istiyorum."),
        Row("ru", "Здравствуйте, я хотел бы узнать, когда будет доставлен мой заказ."),
        Row("uk", "Добрий день, я хотів би дізнатися, коли буде доставлено моє замовлення."),
        Row("el", "Γεια σας, θα ήθελα να μάθω πότε θα παραδοθεί η παραγγελία μου."),
        Row("he", "שלום, אני רוצה לדעת מתי ההזמנה שלי תגיע אליי הביתה."),
        Row("ar", "مرحبا، أود أن أعرف متى سيتم توصيل طلبي إلى المنزل من فضلك."),
        Row("hi", "नमस्ते, मैं जानना चाहता हूँ कि मेरा ऑर्डर कब तक पहुँचेगा।"),
        Row("th", "สวัสดีครับ อยากทราบว่าสินค้าจะส่งเมื่อไหร่"),
        Row("ja", "注文した商品はいつ届きますか。教えてください。"),
        Row("ko", "안녕하세요, 제 주문이 언제 배송되는지 알고 싶습니다."),
        Row("zh", "你好，我想知道我的订单什么时候能送到家里，谢谢。"),
        Row("zh-Hant", "你好，我想知道我的訂單什麼時候會送到家裡，謝謝您的幫忙。"),
        Row("vi", "Xin chào, tôi muốn biết khi nào đơn hàng của tôi sẽ được giao đến nhà."),
        Row("id", "Halo, saya ingin tahu kapan pesanan saya akan dikirim ke rumah saya."),
        Row("ka", "გამარჯობა, მაინტერესებს როდის მოვა ჩემი შეკვეთა"),
    ]
    static let others = [
        Row("und", "ok"), Row("de", "ok", running: "de"), Row("und", ""), Row("und", "🎉🎉🎉🎉🎉🎉🎉🎉🎉"),
        Row("und", "https://example.com/a/very/long/path/with/english/words"),
        Row("und", "@christopher @alexander #announcement"), Row("und", "`let value = try decoder.decode(text)`"),
        Row("und", "[credit_card] [email:kqzvmwpa] **** **** **** 1111"), Row("und", "4111 1111 1111 1111"),
        Row("th", "ครับ"), Row("ko", "네네네"), Row("und", "謝謝", running: nil),
        Row("de", "Vielen Dank, das Problem ist gelöst: https://www.example.com/help/this-is-the-english-page"),
    ]

    @Test(arguments: sentences + others) func `a text has its language or none`(_ row: Row) {
        let guess = LanguageIdentifier.identify(ValidUTF8(row.text), running: row.running, expected: row.expected)
        #expect(guess.code == row.code)
        #expect((guess.code == "und") == (guess.confidence == 0))
    }

    @Test func `a sentence of forty letters is told with high confidence`() {
        for row in Self.sentences {
            let guess = LanguageIdentifier.identify(ValidUTF8(row.text), expected: row.expected)
            #expect(guess.confidence >= 0.9, "\(row.code)")
        }
    }

    @Test func `the version names the engine and the data`() {
        let parts = MatchingVersion.digestParts
        #expect(parts.count == 3 && parts[0].hasPrefix("pcre2 10.") && parts[1].hasPrefix("cld2 V2"))
    }
}
